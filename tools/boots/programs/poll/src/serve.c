/* SPDX-License-Identifier: BSD-3-Clause */
/* An echo server on epoll with edges, in the manner of nginx; and on poll. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve.h"

enum {
    PORT = 7,
    BYTES = 4096,
    EVENTS = 64,
};

struct connection {
    int fd;
    size_t first; /* of (buf), not sent yet */
    size_t last;
    bool ended; /* its client sends no more */
    char buf[BYTES];
};

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int open_at_port(int type)
{
    const struct sockaddr_in any = {
        .sin_family = AF_INET,
        .sin_port = htons(PORT),
    };
    int yes = 1;
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
        bind(fd, (const struct sockaddr *)&any, sizeof any) < 0) {
        return -1;
    }
    return fd;
}

/* False once there is no more to come for either side, or it is broken. */
static bool echo(struct connection *c)
{
    for (;;) {
        while (c->first < c->last) {
            ssize_t n = write(c->fd, c->buf + c->first, c->last - c->first);
            if (n < 0) {
                return errno == EAGAIN;
            }
            c->first += (size_t)n;
        }
        if (c->ended) {
            return false;
        }
        ssize_t n = recv(c->fd, c->buf, sizeof c->buf, 0);
        if (n < 0) {
            return errno == EAGAIN;
        }
        c->ended = n == 0;
        c->first = 0;
        c->last = (size_t)n;
    }
}

/* All that wait: an edge tells of them once. */
static void accept_all(int epoll, int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno != EAGAIN) {
                perror("accept4");
            }
            return;
        }
        struct connection *c = calloc(1, sizeof *c);
        struct epoll_event event = {
            .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
            .data.ptr = c,
        };
        if (c == NULL || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
            perror("connection");
            free(c);
            close(fd);
            continue;
        }
        c->fd = fd;
    }
}

int serve_streams(void)
{
    int listener = open_at_port(SOCK_STREAM);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};

    if (listener < 0 || epoll < 0 || listen(listener, SOMAXCONN) < 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0) {
        return fail("listen");
    }
    puts("ready");
    for (;;) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(epoll, events, EVENTS, -1);

        if (n < 0) {
            return fail("epoll_wait");
        }
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;

            if (c == NULL) {
                accept_all(epoll, listener);
            } else if (!echo(c)) {
                close(c->fd);
                free(c);
            }
        }
    }
}

int serve_datagrams(void)
{
    struct pollfd fds = {.fd = open_at_port(SOCK_DGRAM), .events = POLLIN};

    if (fds.fd < 0) {
        return fail("bind");
    }
    puts("ready");
    for (;;) {
        char buf[2000];
        struct sockaddr_in from;
        socklen_t bytes = sizeof from;

        if (poll(&fds, 1, -1) != 1 || fds.revents != POLLIN) {
            return fail("poll");
        }
        ssize_t n = recvfrom(fds.fd, buf, sizeof buf, 0,
                             (struct sockaddr *)&from, &bytes);
        if (n >= 0) {
            (void)sendto(fds.fd, buf, (size_t)n, 0,
                         (const struct sockaddr *)&from, bytes);
        }
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends back what it gets, over TCP and UDP, port 7 (RFC 862), with nothing but
 * the sockets of the C library.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PORT = 7,
    CLIENTS_MAX = 64,
    TCP = 0, /* places in the table of poll */
    UDP = 1,
    FIRST_CLIENT = 2,
};

/* What a client has sent and not got back yet. */
struct client {
    char bytes[4096];
    size_t from, to;
    int ended; /* it sends no more */
};

static struct pollfd polls[FIRST_CLIENT + CLIENTS_MAX];
static struct client clients[CLIENTS_MAX];

static int open_socket(int type)
{
    struct sockaddr_in here = {
        .sin_family = AF_INET,
        .sin_port = htons(PORT),
        .sin_addr.s_addr = htonl(INADDR_ANY),
    };
    int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof here) < 0 ||
        (type == SOCK_STREAM && listen(fd, 16) < 0)) {
        perror("echo");
        return -1;
    }
    return fd;
}

static void take_client(void)
{
    int fd = accept4(polls[TCP].fd, NULL, NULL, SOCK_NONBLOCK);

    for (int i = 0; fd >= 0 && i < CLIENTS_MAX; i++) {
        if (polls[FIRST_CLIENT + i].fd < 0) {
            polls[FIRST_CLIENT + i] =
                (struct pollfd){.fd = fd, .events = POLLIN};
            clients[i].from = clients[i].to = 0;
            clients[i].ended = 0;
            return;
        }
    }
    if (fd >= 0) {
        close(fd); /* the table is full */
    }
}

static void echo_datagram(void)
{
    static char bytes[65536];
    struct sockaddr_in peer;
    socklen_t len = sizeof peer;
    ssize_t n = recvfrom(polls[UDP].fd, bytes, sizeof bytes, 0,
                         (struct sockaddr *)&peer, &len);

    if (n >= 0) {
        sendto(polls[UDP].fd, bytes, (size_t)n, 0, (struct sockaddr *)&peer,
               len);
    }
}

/* Moves what can be moved; returns 0 once the connection is over. */
static int echo_stream(int fd, struct client *c)
{
    if (c->from == c->to && !c->ended) {
        ssize_t n = recv(fd, c->bytes, sizeof c->bytes, 0);

        if (n < 0) {
            return errno == EAGAIN;
        }
        c->ended = n == 0;
        c->from = 0;
        c->to = (size_t)n;
    }
    while (c->from < c->to) {
        ssize_t n = send(fd, c->bytes + c->from, c->to - c->from, 0);

        if (n < 0) {
            return errno == EAGAIN;
        }
        c->from += (size_t)n;
    }
    return !c->ended;
}

int main(void)
{
    polls[TCP] = (struct pollfd){open_socket(SOCK_STREAM), POLLIN, 0};
    polls[UDP] = (struct pollfd){open_socket(SOCK_DGRAM), POLLIN, 0};
    for (int i = 0; i < CLIENTS_MAX; i++) {
        polls[FIRST_CLIENT + i].fd = -1;
    }
    if (polls[TCP].fd < 0 || polls[UDP].fd < 0) {
        return 1;
    }
    printf("ready: TCP and UDP port %d\n", PORT);
    while (poll(polls, FIRST_CLIENT + CLIENTS_MAX, -1) > 0) {
        if (polls[TCP].revents) {
            take_client();
        }
        if (polls[UDP].revents) {
            echo_datagram();
        }
        for (int i = 0; i < CLIENTS_MAX; i++) {
            struct pollfd *p = &polls[FIRST_CLIENT + i];
            struct client *c = &clients[i];

            if (p->fd < 0 || p->revents == 0) {
                continue;
            }
            if (!echo_stream(p->fd, c)) {
                close(p->fd);
                p->fd = -1;
                continue;
            }
            p->events = c->from < c->to ? POLLOUT : POLLIN;
        }
    }
    perror("poll");
    return 1;
}

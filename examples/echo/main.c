/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends back whatever it gets on port 7, by TCP and by UDP (RFC 862). Plain
 * sockets and poll(): the same file builds with `cc main.c` on Linux.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PORT = 7,
    CLIENTS_MAX = 64,
    BUFFER_BYTES = 4096,
    UDP_AT = 0,
    LISTENER_AT = 1,
    CLIENTS_AT = 2,
};

/* What a client sent and has not got back yet. */
struct pending {
    size_t bytes;
    size_t sent;
    char data[BUFFER_BYTES];
};

static struct pollfd fds[CLIENTS_AT + CLIENTS_MAX];
static struct pending pending[CLIENTS_MAX];
static unsigned clients;

static int open_port(int type)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int one = 1;
    int fd = socket(AF_INET, type, 0);

    if (fd < 0) {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&any, sizeof any) < 0 ||
        (type == SOCK_STREAM && listen(fd, 16) < 0)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static void echo_datagrams(int fd)
{
    static char data[65536];
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t n;

    while ((n = recvfrom(fd, data, sizeof data, MSG_DONTWAIT,
                         (struct sockaddr *)&from, &from_len)) >= 0) {
        (void)sendto(fd, data, (size_t)n, 0, (struct sockaddr *)&from,
                     from_len);
        from_len = sizeof from;
    }
}

static void accept_client(int listener)
{
    int fd = accept(listener, NULL, NULL);

    if (fd < 0) {
        return;
    }
    if (clients == CLIENTS_MAX) {
        (void)close(fd);
        return;
    }
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    fds[CLIENTS_AT + clients] = (struct pollfd){.fd = fd, .events = POLLIN};
    pending[clients].bytes = 0;
    pending[clients].sent = 0;
    clients++;
}

static void drop_client(unsigned i)
{
    (void)close(fds[CLIENTS_AT + i].fd);
    clients--;
    fds[CLIENTS_AT + i] = fds[CLIENTS_AT + clients];
    pending[i] = pending[clients];
}

/* Returns -1 where the connection has ended. */
static int serve_client(unsigned i)
{
    struct pollfd *poll_fd = &fds[CLIENTS_AT + i];
    struct pending *p = &pending[i];
    ssize_t n;

    if (p->sent == p->bytes) {
        n = recv(poll_fd->fd, p->data, sizeof p->data, 0);
        if (n <= 0) {
            return n < 0 && errno == EAGAIN ? 0 : -1;
        }
        p->bytes = (size_t)n;
        p->sent = 0;
    }
    n = send(poll_fd->fd, p->data + p->sent, p->bytes - p->sent, 0);
    if (n < 0 && errno != EAGAIN) {
        return -1;
    }
    p->sent += n > 0 ? (size_t)n : 0;
    poll_fd->events = p->sent == p->bytes ? POLLIN : POLLOUT;
    return 0;
}

int main(void)
{
    fds[UDP_AT] =
        (struct pollfd){.fd = open_port(SOCK_DGRAM), .events = POLLIN};
    fds[LISTENER_AT] =
        (struct pollfd){.fd = open_port(SOCK_STREAM), .events = POLLIN};
    if (fds[UDP_AT].fd < 0 || fds[LISTENER_AT].fd < 0) {
        fprintf(stderr, "echo: port %d: %s\n", PORT, strerror(errno));
        return 1;
    }
    printf("ready: echo on port %d\n", PORT);
    while (poll(fds, CLIENTS_AT + clients, -1) >= 0) {
        if (fds[UDP_AT].revents != 0) {
            echo_datagrams(fds[UDP_AT].fd);
        }
        /* From the last, because dropping one moves the last into its place. */
        for (unsigned i = clients; i-- > 0;) {
            if (fds[CLIENTS_AT + i].revents != 0 && serve_client(i) < 0) {
                drop_client(i);
            }
        }
        if (fds[LISTENER_AT].revents != 0) {
            accept_client(fds[LISTENER_AT].fd);
        }
    }
    fprintf(stderr, "echo: poll: %s\n", strerror(errno));
    return 1;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets as programs use them, over loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/test.h>

enum {
    LINES = 300,
    BYTES = 1 << 20,
};

static int listen_at(int port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    UC_EXPECT_EQ(bind(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    UC_EXPECT_EQ(listen(fd, 5), 0);
    return fd;
}

/* By name, as programs do. */
static int connect_to(const char *port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found;

    if (getaddrinfo("127.0.0.1", port, &hints, &found) != 0) {
        return -1;
    }
    int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
        perror("connect");
    }
    freeaddrinfo(found);
    return fd;
}

static void *answer_lines(void *arg)
{
    struct sockaddr_in peer;
    socklen_t bytes = sizeof peer;
    int fd = accept(*(int *)arg, (struct sockaddr *)&peer, &bytes);
    FILE *file = fdopen(fd, "r+");
    char line[80];
    int n = 0;

    while (fgets(line, sizeof line, file) != NULL) {
        fseek(file, 0, SEEK_CUR);
        fprintf(file, "%d: %s", n++, line);
        fflush(file);
    }
    fclose(file);
    return (void *)(intptr_t)(peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
}

UC_TEST(sockets_carry_lines_of_stdio_both_ways)
{
    int listener = listen_at(1200);
    pthread_t thread;
    void *local;
    char line[80], want[80];

    UC_REQUIRE(pthread_create(&thread, NULL, answer_lines, &listener) == 0);
    int fd = connect_to("1200");
    FILE *in = fdopen(fd, "r");
    for (int i = 0; i < LINES; i++) {
        UC_EXPECT_EQ(dprintf(fd, "line %d\n", i),
                     snprintf(want, 80, "line %d\n", i));
        snprintf(want, sizeof want, "%d: line %d\n", i, i);
        UC_REQUIRE(fgets(line, sizeof line, in) != NULL);
        UC_EXPECT_STR(line, want);
    }
    UC_EXPECT_EQ(shutdown(fd, SHUT_WR), 0);
    UC_EXPECT(fgets(line, sizeof line, in) == NULL);
    UC_EXPECT_EQ(fclose(in), 0);
    UC_EXPECT_EQ(pthread_join(thread, &local), 0);
    UC_EXPECT(local != NULL);
    UC_EXPECT_EQ(close(listener), 0);
}

static void *send_all(void *arg)
{
    char *data = malloc(BYTES);
    struct iovec pieces[2] = {{data, 1000}, {data + 1000, BYTES - 1000}};

    for (size_t i = 0; i < BYTES; i++) {
        data[i] = (char)(i * 17 + i / 259);
    }
    ssize_t n = writev(*(int *)arg, pieces, 2);
    shutdown(*(int *)arg, SHUT_WR);
    free(data);
    return (void *)(intptr_t)n;
}

/* Reads what one edge tells of. */
static int drain(int fd, size_t *got)
{
    char buf[3000];
    ssize_t n;
    int wrong = 0;

    while ((n = recv(fd, buf, sizeof buf, MSG_DONTWAIT)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            size_t at = *got + (size_t)i;
            wrong += buf[i] != (char)(at * 17 + at / 259);
        }
        *got += (size_t)n;
    }
    UC_EXPECT(n == 0 || errno == EAGAIN);
    UC_EXPECT_EQ(wrong, 0);
    return n == 0;
}

UC_TEST(sockets_bring_a_megabyte_by_edges)
{
    int listener = listen_at(1201);
    int client = connect_to("1201");
    int server = accept(listener, NULL, NULL);
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET};
    pthread_t thread;
    void *sent;
    size_t got = 0;
    int ended = 0;

    UC_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, server, &event), 0);
    UC_REQUIRE(pthread_create(&thread, NULL, send_all, &client) == 0);
    while (!ended) {
        UC_REQUIRE(epoll_wait(epoll, &event, 1, -1) == 1);
        ended = drain(server, &got);
    }
    UC_EXPECT_EQ(got, BYTES);
    UC_EXPECT_EQ(event.events & EPOLLRDHUP, EPOLLRDHUP);
    UC_EXPECT_EQ(pthread_join(thread, &sent), 0);
    UC_EXPECT_EQ((intptr_t)sent, BYTES);
    UC_EXPECT_EQ(close(client) | close(server) | close(listener), 0);
    UC_EXPECT_EQ(close(epoll), 0);
}

UC_TEST(sockets_have_the_errors_of_posix)
{
    struct sockaddr_in nobody = {.sin_family = AF_INET,
                                 .sin_port = htons(1202),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct pollfd fds = {.events = POLLOUT};
    int error = 0;
    socklen_t bytes = sizeof error;
    int pair[2];

    fds.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    UC_EXPECT_EQ(connect(fds.fd, (struct sockaddr *)&nobody, sizeof nobody),
                 -1);
    UC_EXPECT_EQ(errno, EINPROGRESS);
    UC_EXPECT_EQ(poll(&fds, 1, -1), 1);
    UC_EXPECT_EQ(fds.revents & POLLERR, POLLERR);
    UC_EXPECT_EQ(getsockopt(fds.fd, SOL_SOCKET, SO_ERROR, &error, &bytes), 0);
    UC_EXPECT_EQ(error, ECONNREFUSED);
    UC_EXPECT_EQ(
        setsockopt(fds.fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &error, sizeof error),
        -1);
    UC_EXPECT_EQ(errno, ENOPROTOOPT);
    UC_EXPECT_EQ(close(fds.fd), 0);
    UC_EXPECT_EQ(recv(0, &error, 1, 0), -1);
    UC_EXPECT_EQ(errno, ENOTSOCK);
    UC_EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    UC_EXPECT_EQ(send(pair[0], "pair", 4, 0), 4);
    UC_EXPECT_EQ(recv(pair[1], &error, 4, MSG_WAITALL), 4);
    UC_EXPECT_EQ(close(pair[1]), 0);
    UC_EXPECT_EQ(send(pair[0], "x", 1, MSG_NOSIGNAL), -1);
    UC_EXPECT_EQ(errno, EPIPE);
    UC_EXPECT_EQ(close(pair[0]), 0);
}

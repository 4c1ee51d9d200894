/* SPDX-License-Identifier: BSD-3-Clause */
/* The libc's socket calls, each over the loopback of a real network stack. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/sched.h>
#include <uc/test.h>

enum {
    TRANSFER_BYTES = 500000,
};

struct pair {
    int listener;
    int client;
    int server; /* what accept gave */
};

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static int bound(int type, uint16_t port)
{
    const struct sockaddr_in addr = loopback(port);
    const int one = 1;
    int fd = socket(AF_INET, type, 0);

    UC_EXPECT_EQ(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
                 0);
    UC_EXPECT_EQ(bind(fd, (const struct sockaddr *)&addr, sizeof(addr)), 0);
    return fd;
}

static struct pair connected(uint16_t port)
{
    const struct sockaddr_in addr = loopback(port);
    struct pair p = {.listener = bound(SOCK_STREAM, port)};

    UC_EXPECT_EQ(listen(p.listener, 5), 0);
    p.client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int err = connect(p.client, (const struct sockaddr *)&addr, sizeof(addr));
    UC_EXPECT(err == 0 || errno == EINPROGRESS);
    p.server = accept(p.listener, NULL, NULL);
    UC_EXPECT_GE(p.server, 3);
    UC_EXPECT_EQ(fcntl(p.client, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    UC_EXPECT_EQ(fcntl(p.client, F_SETFL, 0), 0);
    return p;
}

static void close_all(const struct pair *p)
{
    UC_EXPECT_EQ(close(p->client), 0);
    UC_EXPECT_EQ(close(p->server), 0);
    UC_EXPECT_EQ(close(p->listener), 0);
}

UC_TEST(a_connection_knows_both_its_ends)
{
    struct pair p = connected(5001);
    struct sockaddr_in local, peer;
    socklen_t len = sizeof(peer);
    int value = 1;

    UC_EXPECT_EQ(getpeername(p.server, (struct sockaddr *)&peer, &len), 0);
    UC_EXPECT_EQ(len, sizeof(peer));
    UC_EXPECT_EQ(getsockname(p.client, (struct sockaddr *)&local, &len), 0);
    UC_EXPECT_MEM(&peer, &local, sizeof(peer));
    UC_EXPECT_EQ(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    len = sizeof(value);
    UC_EXPECT_EQ(getsockopt(p.client, SOL_SOCKET, SO_ERROR, &value, &len), 0);
    UC_EXPECT_EQ(value, 0);
    value = 1;
    UC_EXPECT_EQ(
        setsockopt(p.client, IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value)),
        0);
    value = 0;
    UC_EXPECT_EQ(getsockopt(p.client, IPPROTO_TCP, TCP_NODELAY, &value, &len),
                 0);
    UC_EXPECT_EQ(value, 1);
    close_all(&p);
}

UC_TEST(pieces_are_sent_and_received_as_one)
{
    struct pair p = connected(5002);
    struct iovec out[] = {{"abc", 3}, {"", 0}, {"defg", 4}};
    char first[2], second[20];
    struct iovec in[] = {{first, 2}, {second, sizeof(second)}};
    struct msghdr message = {.msg_iov = in, .msg_iovlen = 2};
    struct pollfd ready = {.fd = p.server, .events = POLLIN};

    UC_EXPECT_EQ(writev(p.client, out, 3), 7);
    UC_EXPECT_EQ(poll(&ready, 1, 1000), 1);
    UC_EXPECT_EQ(ready.revents, POLLIN);
    UC_EXPECT_EQ(recv(p.server, second, 3, MSG_PEEK), 3);
    UC_EXPECT_MEM(second, "abc", 3);
    UC_EXPECT_EQ(recvmsg(p.server, &message, 0), 7);
    UC_EXPECT_MEM(first, "ab", 2);
    UC_EXPECT_MEM(second, "cdefg", 5);
    close_all(&p);
}

UC_TEST(waiting_ends_at_its_time_and_not_waiting_at_once)
{
    struct pair p = connected(5003);
    struct timeval span = {0, 20000};
    fd_set readable;
    char byte;

    FD_ZERO(&readable);
    FD_SET(p.server, &readable);
    UC_EXPECT_EQ(select(p.server + 1, &readable, NULL, NULL, &span), 0);
    UC_EXPECT(!FD_ISSET(p.server, &readable));
    errno = 0;
    UC_EXPECT_EQ(recv(p.server, &byte, 1, MSG_DONTWAIT), -1);
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT_EQ(
        setsockopt(p.server, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof(span)), 0);
    errno = 0;
    UC_EXPECT_EQ(recv(p.server, &byte, 1, 0), -1);
    UC_EXPECT_EQ(errno, EAGAIN);
    UC_EXPECT_EQ(
        setsockopt(p.listener, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof(span)),
        0);
    errno = 0;
    UC_EXPECT_EQ(accept(p.listener, NULL, NULL), -1);
    UC_EXPECT_EQ(errno, EAGAIN);
    close_all(&p);
}

UC_TEST(an_empty_piece_at_the_end_holds_nothing_back)
{
    struct pair p = connected(5010);
    struct timeval span = {2, 0};
    struct iovec out[] = {{"abc", 3}, {"", 0}};
    char in[8];

    UC_EXPECT_EQ(
        setsockopt(p.server, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof(span)), 0);
    UC_EXPECT_EQ(read(p.server, in, 0), 0);
    UC_EXPECT_EQ(writev(p.client, out, 2), 3);
    UC_EXPECT_EQ(read(p.server, in, sizeof(in)), 3);
    close_all(&p);
}

static void send_later(void *arg)
{
    usleep(400000);
    UC_EXPECT_EQ(send(*(int *)arg, "abcdef", 3, 0), 3);
}

/* In nanoseconds these seconds are just more than 64 bits hold. */
UC_TEST(a_time_beyond_the_clock_is_no_short_one)
{
    struct pair p = connected(5011);
    struct timeval span = {18446744074, 0};
    socklen_t len = sizeof(span);
    fd_set readable;
    char in[8];

    FD_ZERO(&readable);
    FD_SET(p.server, &readable);
    UC_EXPECT_EQ(uc_thread_create(NULL, NULL, send_later, &p.client), 0);
    UC_EXPECT_EQ(select(p.server + 1, &readable, NULL, NULL, &span), 1);
    UC_EXPECT_EQ(recv(p.server, in, sizeof(in), 0), 3);
    UC_EXPECT_EQ(
        setsockopt(p.server, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof(span)), 0);
    UC_EXPECT_EQ(uc_thread_create(NULL, NULL, send_later, &p.client), 0);
    UC_EXPECT_EQ(recv(p.server, in, sizeof(in), 0), 3);
    UC_EXPECT_EQ(getsockopt(p.server, SOL_SOCKET, SO_RCVTIMEO, &span, &len), 0);
    UC_EXPECT_EQ(span.tv_sec, 0); /* none, as Linux has it */
    close_all(&p);
}

static char pattern(size_t i)
{
    return (char)(i * 7 + i / 251);
}

/* Sends what goes without waiting; returns how much has gone. */
static size_t feed(int fd, size_t sent)
{
    char chunk[8192];
    size_t n = TRANSFER_BYTES - sent;

    n = (n < sizeof(chunk)) ? n : sizeof(chunk);
    for (size_t i = 0; i < n; i++) {
        chunk[i] = pattern(sent + i);
    }
    ssize_t went = send(fd, chunk, n, MSG_DONTWAIT);
    return (went > 0) ? sent + (size_t)went : sent;
}

UC_TEST(a_long_stream_arrives_whole_by_poll)
{
    struct pair p = connected(5004);
    size_t sent = 0;
    size_t got = 0;
    bool same = true;

    while (got < TRANSFER_BYTES) {
        const short want = (sent < TRANSFER_BYTES) ? POLLOUT : 0;
        struct pollfd fds[] = {{p.client, want, 0}, {p.server, POLLIN, 0}};
        char chunk[3000];

        UC_REQUIRE(poll(fds, 2, 5000) > 0);
        if ((fds[0].revents & POLLOUT) != 0) {
            sent = feed(p.client, sent);
        }
        if ((fds[1].revents & POLLIN) != 0) {
            ssize_t n = read(p.server, chunk, sizeof(chunk));

            UC_REQUIRE(n > 0);
            for (ssize_t i = 0; i < n; i++) {
                same = same && chunk[i] == pattern(got++);
            }
        }
    }
    UC_EXPECT(same);
    close_all(&p);
}

UC_TEST(each_direction_ends_by_itself)
{
    struct pair p = connected(5005);
    char buf[8];

    UC_EXPECT_EQ(shutdown(p.client, SHUT_WR), 0);
    UC_EXPECT_EQ(read(p.server, buf, sizeof(buf)), 0);
    UC_EXPECT_EQ(send(p.server, "bye", 3, 0), 3);
    UC_EXPECT_EQ(recv(p.client, buf, 3, MSG_WAITALL), 3);
    UC_EXPECT_EQ(shutdown(p.server, SHUT_WR), 0);
    UC_EXPECT_EQ(read(p.client, buf, sizeof(buf)), 0);
    close_all(&p);
}

UC_TEST(nobody_listening_is_connection_refused)
{
    const struct sockaddr_in addr = loopback(5999);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    errno = 0;
    UC_EXPECT_EQ(connect(fd, (const struct sockaddr *)&addr, sizeof(addr)), -1);
    UC_EXPECT_EQ(errno, ECONNREFUSED);
    close(fd);
}

UC_TEST(a_datagram_stays_one)
{
    struct sockaddr_in to = loopback(6001), from;
    struct iovec pieces[] = {{"abc", 3}, {"defg", 4}};
    const struct msghdr message = {.msg_name = &to,
                                   .msg_namelen = sizeof(to),
                                   .msg_iov = pieces,
                                   .msg_iovlen = 2};
    const struct timeval span = {0, 20000};
    socklen_t len = sizeof(from);
    int receiver = bound(SOCK_DGRAM, 6001);
    int sender = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    char buf[16];

    UC_EXPECT_EQ(sendmsg(sender, &message, 0), 7);
    UC_EXPECT_EQ(
        recvfrom(receiver, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len),
        7);
    UC_EXPECT_MEM(buf, "abcdefg", 7);
    UC_EXPECT_EQ(
        sendto(receiver, "", 0, 0, (const struct sockaddr *)&from, len), 0);
    UC_EXPECT_EQ(recv(sender, buf, sizeof(buf), 0), 0);
    UC_EXPECT_EQ(connect(sender, (const struct sockaddr *)&to, sizeof(to)), 0);
    UC_EXPECT_EQ(writev(sender, pieces, 2), 7);
    UC_EXPECT_EQ(recv(receiver, buf, 2, 0), 2); /* the rest is lost */
    UC_EXPECT_EQ(
        setsockopt(receiver, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof(span)), 0);
    UC_EXPECT_EQ(recv(receiver, buf, 2, 0), -1);
    close(sender);
    close(receiver);
}

UC_TEST(an_ipv6_listener_takes_ipv4_as_mapped_addresses)
{
    const struct sockaddr_in6 any = {.sin6_family = AF_INET6,
                                     .sin6_port = htons(7001)};
    const struct sockaddr_in to = loopback(7001);
    struct sockaddr_in6 peer;
    socklen_t len = sizeof(peer);
    char text[INET6_ADDRSTRLEN];
    int listener = socket(AF_INET6, SOCK_STREAM, 0);
    int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    UC_EXPECT_EQ(bind(listener, (const struct sockaddr *)&any, sizeof(any)), 0);
    UC_EXPECT_EQ(listen(listener, 1), 0);
    (void)connect(client, (const struct sockaddr *)&to, sizeof(to));
    int server = accept(listener, (struct sockaddr *)&peer, &len);
    UC_EXPECT_GE(server, 0);
    UC_EXPECT_EQ(len, sizeof(peer));
    UC_EXPECT_STR(inet_ntop(AF_INET6, &peer.sin6_addr, text, sizeof(text)),
                  "::ffff:127.0.0.1");
    close(server);
    close(client);
    close(listener);
}

UC_TEST(names_and_numbers)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_CANONNAME};
    const struct sockaddr_in addr = loopback(6000);
    struct addrinfo *list = NULL;
    char host[64], service[8];

    UC_EXPECT_EQ(getaddrinfo("127.0.0.1", "http", &hints, &list), 0);
    UC_REQUIRE(list != NULL);
    UC_EXPECT_EQ(list->ai_family, AF_INET);
    UC_EXPECT_EQ(((struct sockaddr_in *)(void *)list->ai_addr)->sin_port,
                 htons(80));
    UC_EXPECT(list->ai_next == NULL);
    UC_EXPECT_STR(list->ai_canonname, "127.0.0.1");
    freeaddrinfo(list);
    UC_EXPECT_EQ(getaddrinfo("127.0.0.1", "no such", NULL, &list), EAI_SERVICE);
    UC_EXPECT_EQ(getnameinfo((const struct sockaddr *)&addr, sizeof(addr), host,
                             sizeof(host), service, sizeof(service), 0),
                 0);
    UC_EXPECT_STR(host, "127.0.0.1");
    UC_EXPECT_STR(service, "6000");
}

#define FAILS_WITH(call, error)                                                \
    do {                                                                       \
        errno = 0;                                                             \
        UC_EXPECT_EQ(call, -1);                                                \
        UC_EXPECT_EQ(errno, error);                                            \
    } while (0)

UC_TEST(what_is_no_socket_or_no_such_thing_is_said)
{
    const struct sockaddr_in addr = loopback(1);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    char byte;

    FAILS_WITH(listen(fd, 1), EOPNOTSUPP);
    FAILS_WITH(bind(fd, (const struct sockaddr *)&addr, 3), EINVAL);
    FAILS_WITH(setsockopt(fd, SOL_SOCKET, 9999, &fd, sizeof(fd)), ENOPROTOOPT);
    FAILS_WITH(accept(fd, NULL, NULL), EINVAL);
    FAILS_WITH(socket(AF_UNIX, SOCK_STREAM, 0), EAFNOSUPPORT);
    FAILS_WITH(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
    FAILS_WITH(send(1, "x", 1, 0), ENOTSOCK);
    FAILS_WITH(recv(77, &byte, 1, 0), EBADF);
    close(fd);
}

int main(void)
{
    return (uc_test_main() == 0) ? 0 : 1;
}

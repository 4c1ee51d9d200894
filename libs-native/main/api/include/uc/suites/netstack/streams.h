/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_STREAMS_H
#define UC_SUITES_NETSTACK_STREAMS_H

/* Contract "netstack": bytes that go over a connection. */
#include <uc/suites/netstack/fixture.h>

UC_TEST(netstack_moves_bytes_both_ways)
{
    struct netstack_suite_pair pair;
    int waiting = -1;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1000)));
    UC_EXPECT_EQ(uc_socket_send(pair.client, "there", 5, 0, NULL), 5);
    UC_EXPECT(netstack_suite_wait(pair.server, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(
        uc_socket_option_get(pair.server, UC_SOCKOPT_READABLE_BYTES, &waiting),
        0);
    UC_EXPECT_EQ(waiting, 5);
    UC_EXPECT(netstack_suite_gets(pair.server, "there", 5));
    UC_EXPECT_EQ(uc_socket_send(pair.server, "back", 4, 0, NULL), 4);
    UC_EXPECT(netstack_suite_gets(pair.client, "back", 4));
    netstack_suite_close(&pair);
}

UC_TEST(netstack_moves_bytes_over_ipv6)
{
    struct netstack_suite_pair pair;
    struct uc_net_addr addr = {
        .family = UC_NET_IPV6, .port = 1001, .addr = {[15] = 1}};
    struct uc_socket *s;
    int err = uc_socket_open(&s, UC_NET_IPV6, UC_SOCKET_TCP);

    if (err == -UC_EAFNOSUPPORT) {
        uc_test_skip("the stack has no IPv6");
        return;
    }
    UC_REQUIRE(err == 0);
    uc_socket_close(s);
    UC_REQUIRE(netstack_suite_open(&pair, addr));
    UC_EXPECT_EQ(uc_socket_peer(pair.client, &addr), 0);
    UC_EXPECT_EQ(addr.family, UC_NET_IPV6);
    UC_EXPECT_EQ(addr.addr[15], 1);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "there", 5, 0, NULL), 5);
    UC_EXPECT(netstack_suite_gets(pair.server, "there", 5));
    netstack_suite_close(&pair);
}

UC_TEST(netstack_sends_constants_and_what_follows)
{
    struct netstack_suite_pair pair;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1002)));
    UC_EXPECT_EQ(uc_socket_send(pair.client, "head, ", 6,
                                UC_SOCKET_STATIC | UC_SOCKET_MORE, NULL),
                 6);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "body, ", 6, UC_SOCKET_MORE, NULL),
                 6);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "end", 3, UC_SOCKET_STATIC, NULL),
                 3);
    uc_net_flush();
    UC_EXPECT(netstack_suite_gets(pair.server, "head, body, end", 15));
    netstack_suite_close(&pair);
}

UC_TEST(netstack_ends_a_stream_in_one_direction)
{
    struct netstack_suite_pair pair;
    char byte;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1004)));
    UC_EXPECT_EQ(uc_socket_send(pair.client, "last", 4, 0, NULL), 4);
    UC_EXPECT_EQ(uc_socket_shutdown(pair.client, UC_SOCKET_END_WRITE), 0);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "x", 1, 0, NULL), -UC_EPIPE);
    UC_EXPECT(netstack_suite_gets(pair.server, "last", 4));
    UC_EXPECT(netstack_suite_wait(pair.server, UC_SOCKET_READ_END));
    UC_EXPECT_EQ(uc_socket_recv(pair.server, &byte, 1, 0, NULL), 0);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "still", 5, 0, NULL), 5);
    UC_EXPECT(netstack_suite_gets(pair.client, "still", 5));
    netstack_suite_close(&pair);
}

UC_TEST(netstack_sends_what_is_queued_before_it_closes)
{
    struct netstack_suite_pair pair;
    size_t sent = 0;
    uc_ssize_t n = 1;
    char byte;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1005)));
    while (sent < 20000 && n > 0) {
        n = netstack_suite_fill(pair.client, sent);
        sent += n > 0 ? (size_t)n : 0;
    }
    UC_EXPECT_GT(sent, 0);
    uc_socket_close(pair.client);
    UC_EXPECT_EQ(netstack_suite_drain(pair.server, sent), sent);
    UC_EXPECT(netstack_suite_wait(pair.server, UC_SOCKET_READ_END));
    UC_EXPECT_EQ(uc_socket_recv(pair.server, &byte, 1, 0, NULL), 0);
    uc_socket_close(pair.server);
    uc_socket_close(pair.listener);
}

/* It is full once it has not become writable for a while; nobody reads. */
UC_TEST(netstack_takes_what_fits_and_tells_when_there_is_room_again)
{
    struct netstack_suite_pair pair;
    size_t sent = 0;
    uc_ssize_t n;
    int ready;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1006)));
    do {
        while ((n = netstack_suite_fill(pair.client, sent)) > 0) {
            sent += (size_t)n;
        }
        UC_REQUIRE(n == -UC_EAGAIN);
        ready =
            uc_socket_wait(pair.client, UC_SOCKET_WRITABLE,
                           uc_plat_clock_monotonic() + 100 * UC_NSEC_PER_MS);
    } while (ready > 0);
    UC_EXPECT_EQ(ready, -UC_ETIMEDOUT);
    UC_EXPECT_EQ(uc_socket_events(pair.client) & UC_SOCKET_WRITABLE, 0);
    UC_EXPECT_EQ(netstack_suite_drain(pair.server, sent), sent);
    UC_EXPECT(netstack_suite_wait(pair.client, UC_SOCKET_WRITABLE));
    n = netstack_suite_fill(pair.client, sent);
    UC_EXPECT_GT(n, 0);
    netstack_suite_close(&pair);
}

UC_TEST(netstack_leaves_peeked_data_where_they_are)
{
    struct netstack_suite_pair pair;
    char got[3];
    const void *at;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1007)));
    UC_EXPECT_EQ(uc_socket_send(pair.client, "abcdef", 6, 0, NULL), 6);
    UC_REQUIRE(netstack_suite_wait(pair.server, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 3, UC_SOCKET_PEEK, NULL), 3);
    UC_EXPECT_MEM(got, "abc", 3);
    UC_EXPECT(netstack_suite_gets(pair.server, "abc", 3));
    UC_REQUIRE(uc_socket_peek(pair.server, &at) == 3);
    UC_EXPECT_MEM(at, "def", 3);
    uc_socket_consume(pair.server, 1);
    UC_REQUIRE(uc_socket_peek(pair.server, &at) == 2);
    UC_EXPECT_MEM(at, "ef", 2);
    uc_socket_consume(pair.server, 100);
    UC_EXPECT_EQ(uc_socket_peek(pair.server, &at), -UC_EAGAIN);
    netstack_suite_close(&pair);
}

UC_TEST(netstack_times_out_where_nothing_comes)
{
    struct netstack_suite_pair pair;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1013)));
    UC_EXPECT_EQ(uc_socket_wait(pair.server, UC_SOCKET_READABLE,
                                uc_plat_clock_monotonic() + UC_NSEC_PER_MS),
                 -UC_ETIMEDOUT);
    netstack_suite_close(&pair);
}

struct netstack_suite_watched {
    unsigned calls;
    unsigned events;
};

/* What a watcher may do: receive and answer, in the stack's own thread. */
static void netstack_suite_answer(struct uc_socket *s, unsigned events,
                                  void *arg)
{
    struct netstack_suite_watched *watched = arg;
    char got[8];

    watched->calls++;
    watched->events |= events;
    if (uc_socket_events(s) & UC_SOCKET_READABLE) {
        uc_ssize_t n = uc_socket_recv(s, got, sizeof got, 0, NULL);
        if (n > 0) {
            (void)uc_socket_send(s, got, (size_t)n, 0, NULL);
        }
    }
}

UC_TEST(netstack_calls_a_watcher_that_answers_at_once)
{
    struct netstack_suite_pair pair;
    struct netstack_suite_watched watched = {0, 0};

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1015)));
    uc_socket_watch(pair.server, netstack_suite_answer, &watched);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "ping", 4, 0, NULL), 4);
    UC_EXPECT(netstack_suite_gets(pair.client, "ping", 4));
    uc_socket_watch(pair.server, NULL, NULL);
    UC_EXPECT_EQ(watched.calls, 1);
    UC_EXPECT(watched.events & UC_SOCKET_READABLE);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "more", 4, 0, NULL), 4);
    UC_EXPECT(netstack_suite_gets(pair.server, "more", 4));
    UC_EXPECT_EQ(watched.calls, 1);
    netstack_suite_close(&pair);
}

#endif /* UC_SUITES_NETSTACK_STREAMS_H */

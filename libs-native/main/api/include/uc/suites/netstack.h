/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_H
#define UC_SUITES_NETSTACK_H

/*
 * Conformance suite of contract "netstack": included by one file of a test
 * program in which init level 2 has run and nobody else has sockets (on
 * `hosted`: UC_HOSTED_BOOT("")). It needs a stack with IPv4 and with 127.0.0.1,
 * over which it talks to itself: TCP ports 1000 to 1099, UDP ports 2000 to
 * 2099. A device, where there is one, comes up by itself.
 */
#include <uc/errors.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/test.h>

struct netstack_suite_pair {
    struct uc_socket *listener, *client, *server;
};

/* Only ever ends what hangs. */
static uc_nsec_t netstack_suite_soon(void)
{
    return uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_S;
}

static struct uc_net_addr netstack_suite_local(uint16_t port)
{
    return (struct uc_net_addr){
        .family = UC_NET_IPV4, .port = port, .addr = {127, 0, 0, 1}};
}

static bool netstack_suite_wait(struct uc_socket *s, unsigned event)
{
    int ready = uc_socket_wait(s, event, netstack_suite_soon());

    return ready > 0 && ((unsigned)ready & event) != 0;
}

/* NULL where it failed, like the next two. */
static struct uc_socket *netstack_suite_listen(enum uc_net_family family,
                                               uint16_t port)
{
    struct uc_net_addr any = {.family = (uint8_t)family, .port = port};
    struct uc_socket *s = NULL;

    if (uc_socket_open(&s, family, UC_SOCKET_TCP) < 0) {
        return NULL;
    }
    UC_EXPECT_EQ(uc_socket_bind(s, &any), 0);
    UC_EXPECT_EQ(uc_socket_listen(s, 0), 0);
    return s;
}

static struct uc_socket *netstack_suite_connect(struct uc_net_addr addr)
{
    struct uc_socket *s = NULL;

    if (uc_socket_open(&s, addr.family, UC_SOCKET_TCP) < 0) {
        return NULL;
    }
    UC_EXPECT_EQ(uc_socket_connect(s, &addr), -UC_EINPROGRESS);
    return s;
}

static struct uc_socket *netstack_suite_accept(struct uc_socket *listener,
                                               struct uc_net_addr *peer)
{
    struct uc_socket *s = NULL;

    if (!netstack_suite_wait(listener, UC_SOCKET_READABLE) ||
        uc_socket_accept(listener, &s, peer) < 0) {
        return NULL;
    }
    return s;
}

static bool netstack_suite_open(struct netstack_suite_pair *pair,
                                struct uc_net_addr addr)
{
    *pair = (struct netstack_suite_pair){
        .listener = netstack_suite_listen(addr.family, addr.port)};
    if (pair->listener == NULL) {
        return false;
    }
    pair->client = netstack_suite_connect(addr);
    pair->server = netstack_suite_accept(pair->listener, NULL);
    return pair->client != NULL && pair->server != NULL &&
           netstack_suite_wait(pair->client, UC_SOCKET_WRITABLE);
}

static void netstack_suite_close(struct netstack_suite_pair *pair)
{
    uc_socket_close(pair->client);
    uc_socket_close(pair->server);
    uc_socket_close(pair->listener);
}

/* Waits for (len) bytes in all, in as many pieces as they come in. */
static size_t netstack_suite_receive(struct uc_socket *s, uint8_t *buf,
                                     size_t len)
{
    size_t done = 0;

    while (done < len && netstack_suite_wait(s, UC_SOCKET_READABLE)) {
        uc_ssize_t n = uc_socket_recv(s, buf + done, len - done, 0, NULL);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    return done;
}

/* Whether the next bytes of (s) are those of (want). */
static bool netstack_suite_gets(struct uc_socket *s, const char *want,
                                size_t len)
{
    uint8_t got[16];

    return netstack_suite_receive(s, got, len) == len &&
           uc_test_same_memory(got, want, len);
}

/* What stands at (offset) of a long stream. */
static uint8_t netstack_suite_byte(size_t offset)
{
    return (uint8_t)(offset % 251);
}

/* How many bytes of (s) it received as netstack_suite_byte has them. */
static size_t netstack_suite_drain(struct uc_socket *s, size_t len)
{
    static uint8_t got[4096];
    size_t done = 0;

    while (done < len) {
        size_t left = len - done;
        size_t n = netstack_suite_receive(
            s, got, left < sizeof got ? left : sizeof got);
        for (size_t i = 0; i < n; i++) {
            if (got[i] != netstack_suite_byte(done + i)) {
                return done + i;
            }
        }
        if (n == 0) {
            break;
        }
        done += n;
    }
    return done;
}

/* Continues that stream from (offset), and returns what send says. */
static uc_ssize_t netstack_suite_fill(struct uc_socket *s, size_t offset)
{
    static uint8_t data[4096];

    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = netstack_suite_byte(offset + i);
    }
    return uc_socket_send(s, data, sizeof data, 0, NULL);
}

UC_TEST(netstack_moves_bytes_both_ways)
{
    struct netstack_suite_pair pair;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1000)));
    UC_EXPECT_EQ(uc_socket_send(pair.client, "there", 5, 0, NULL), 5);
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

UC_TEST(netstack_tells_both_ends_who_the_other_is)
{
    struct netstack_suite_pair pair;
    struct uc_net_addr own, told;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1003)));
    UC_EXPECT_EQ(uc_socket_peer(pair.client, &told), 0);
    UC_EXPECT_EQ(told.port, 1003);
    UC_EXPECT_EQ(uc_socket_local(pair.client, &own), 0);
    UC_EXPECT_EQ(uc_socket_peer(pair.server, &told), 0);
    UC_EXPECT_EQ(told.family, UC_NET_IPV4);
    UC_EXPECT_EQ(told.port, own.port);
    UC_EXPECT_MEM(told.addr, own.addr, 4);
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

UC_TEST(netstack_says_that_a_connection_was_refused)
{
    struct uc_socket *s = netstack_suite_connect(netstack_suite_local(1008));
    int error = 0;

    UC_REQUIRE(s != NULL);
    UC_EXPECT(netstack_suite_wait(s, UC_SOCKET_ERROR));
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, 0);
    uc_socket_close(s);
}

UC_TEST(netstack_says_that_a_connection_was_reset)
{
    struct netstack_suite_pair pair;
    char byte;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1009)));
    uc_socket_abort(pair.client);
    UC_EXPECT(netstack_suite_wait(pair.server, UC_SOCKET_ERROR));
    UC_EXPECT_EQ(uc_socket_recv(pair.server, &byte, 1, 0, NULL),
                 -UC_ECONNRESET);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "x", 1, 0, NULL), -UC_EPIPE);
    uc_socket_close(pair.server);
    uc_socket_close(pair.listener);
}

/* Loopback keeps its order: once (late) is connected, the reset has come. */
UC_TEST(netstack_forgets_who_went_away_before_being_accepted)
{
    struct uc_net_addr addr = netstack_suite_local(1010);
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1010);
    struct uc_socket *gone = netstack_suite_connect(addr);
    struct uc_socket *server;
    struct uc_net_addr own, peer;

    UC_REQUIRE(listener != NULL && gone != NULL);
    UC_REQUIRE(netstack_suite_wait(gone, UC_SOCKET_WRITABLE));
    UC_REQUIRE(netstack_suite_wait(listener, UC_SOCKET_READABLE));
    uc_socket_abort(gone);
    struct uc_socket *late = netstack_suite_connect(addr);
    UC_REQUIRE(late != NULL && netstack_suite_wait(late, UC_SOCKET_WRITABLE));
    server = netstack_suite_accept(listener, &peer);
    UC_REQUIRE(server != NULL);
    UC_EXPECT_EQ(uc_socket_local(late, &own), 0);
    UC_EXPECT_EQ(peer.port, own.port);
    uc_socket_close(server);
    UC_EXPECT_EQ(uc_socket_accept(listener, &server, NULL), -UC_EAGAIN);
    uc_socket_close(late);
    uc_socket_close(listener);
}

UC_TEST(netstack_closes_a_listener_with_connections_that_wait)
{
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1011);
    struct uc_socket *client =
        netstack_suite_connect(netstack_suite_local(1011));

    UC_REQUIRE(listener != NULL && client != NULL);
    UC_EXPECT(netstack_suite_wait(client, UC_SOCKET_WRITABLE));
    uc_socket_close(listener);
    UC_EXPECT(netstack_suite_wait(client, UC_SOCKET_ERROR));
    uc_socket_close(client);
}

UC_TEST(netstack_binds_a_port_once)
{
    struct uc_socket *listener = netstack_suite_listen(UC_NET_IPV4, 1012);
    struct uc_net_addr any = {.family = UC_NET_IPV4, .port = 1012};
    struct uc_socket *s;

    UC_REQUIRE(listener != NULL);
    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &any), -UC_EADDRINUSE);
    uc_socket_close(s);
    uc_socket_close(listener);
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

UC_TEST(netstack_refuses_what_a_socket_is_not_ready_for)
{
    struct netstack_suite_pair pair;
    struct uc_net_addr addr;
    struct uc_socket *s, *none;
    char byte;

    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0);
    UC_EXPECT_EQ(uc_socket_recv(s, &byte, 1, 0, NULL), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_send(s, "x", 1, 0, NULL), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_shutdown(s, UC_SOCKET_END_BOTH), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_peer(s, &addr), -UC_ENOTCONN);
    UC_EXPECT_EQ(uc_socket_accept(s, &none, NULL), -UC_EINVAL);
    uc_socket_close(s);
    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_listen(s, 0), -UC_EINVAL);
    uc_socket_close(s);
    addr = netstack_suite_local(1014);
    UC_REQUIRE(netstack_suite_open(&pair, addr));
    UC_EXPECT_EQ(uc_socket_connect(pair.client, &addr), -UC_EISCONN);
    UC_EXPECT_EQ(uc_socket_accept(pair.listener, &none, NULL), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_recv(pair.client, &byte, 1, 0, NULL), -UC_EAGAIN);
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

UC_TEST(netstack_keeps_datagrams_apart)
{
    struct uc_socket *a, *b;
    struct uc_net_addr to = netstack_suite_local(2000), from;
    char got[8];

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "x", 1, 0, NULL), -UC_EDESTADDRREQ);
    UC_EXPECT_EQ(uc_socket_send(a, "one", 3, 0, &to), 3);
    UC_EXPECT_EQ(uc_socket_send(a, "", 0, 0, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "three", 5, 0, &to), 5);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 2, 0, &from), 2); /* the rest is lost */
    UC_EXPECT_EQ(from.addr[0], 127);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 0);
    UC_REQUIRE(netstack_suite_wait(b, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 5);
    UC_EXPECT_MEM(got, "three", 5);
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_connect(b, &from), 0);
    UC_EXPECT_EQ(uc_socket_send(b, "back", 4, 0, NULL), 4);
    UC_REQUIRE(netstack_suite_wait(a, UC_SOCKET_READABLE));
    UC_EXPECT_EQ(uc_socket_recv(a, got, 8, 0, NULL), 4);
    UC_EXPECT_MEM(got, "back", 4);
    uc_socket_close(a);
    uc_socket_close(b);
}

UC_TEST(netstack_knows_its_options_and_refuses_what_it_does_not)
{
    struct netstack_suite_pair pair;
    struct uc_socket *s;
    int value = -1;

    UC_REQUIRE(netstack_suite_open(&pair, netstack_suite_local(1016)));
    s = pair.client;
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_NODELAY, &value), 0);
    UC_EXPECT_EQ(value, 0);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_NODELAY, 1), 0);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_NODELAY, &value), 0);
    UC_EXPECT_EQ(value, 1);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_KEEPIDLE_S, 77), 0);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_KEEPIDLE_S, &value), 0);
    UC_EXPECT_EQ(value, 77);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_TTL, 256), -UC_EINVAL);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_V6ONLY, 1),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_socket_option_set(s, UC_SOCKOPT_ERROR, 1), -UC_ENOPROTOOPT);
    netstack_suite_close(&pair);
}

UC_TEST(netstack_reads_numeric_addresses_without_a_name_server)
{
    struct uc_net_addr found[2] = {{.family = 0}};
    uc_nsec_t deadline = netstack_suite_soon();

    UC_EXPECT_EQ(uc_net_resolve("10.1.2.3", 0, found, 2, deadline), 1);
    UC_EXPECT_EQ(found[0].family, UC_NET_IPV4);
    UC_EXPECT_MEM(found[0].addr, "\12\1\2\3", 4);
    UC_EXPECT_EQ(uc_net_resolve("", 0, found, 2, deadline), -UC_EINVAL);
}

/* Where there is a device, its wire has a DHCP server or it has an address. */
UC_TEST(netstack_describes_its_interfaces)
{
    struct uc_net_interface net;
    unsigned n = 0;
    unsigned up = 0;
    int err = uc_net_wait_up(uc_plat_clock_monotonic() + 30 * UC_NSEC_PER_S);

    for (; uc_net_interface(n, &net) == 0; n++) {
        UC_EXPECT(net.name[0] != '\0');
        UC_EXPECT_GE(net.mtu, 576);
        UC_EXPECT(!net.up || net.ipv4.family == UC_NET_IPV4 ||
                  net.ipv6[0].family == UC_NET_IPV6);
        up += net.up;
    }
    UC_EXPECT_EQ(uc_net_interface(n, &net), -UC_ENOENT);
    UC_EXPECT_EQ(err, n > 0 ? 0 : -UC_ENODEV);
    UC_EXPECT(n == 0 || up > 0);
}

#endif /* UC_SUITES_NETSTACK_H */

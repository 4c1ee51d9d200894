/* SPDX-License-Identifier: BSD-3-Clause */
/* Contract "netstack" as an application sees it, over loopback. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

static const struct uc_net_addr no_address;

static uc_nsec_t soon(void)
{
    return uc_plat_clock_monotonic() + 5 * UC_NSEC_PER_S;
}

static struct uc_net_addr local4(uint16_t port)
{
    return (struct uc_net_addr){
        .family = UC_NET_IPV4, .port = port, .addr = {127, 0, 0, 1}};
}

static struct uc_net_addr local6(uint16_t port)
{
    return (struct uc_net_addr){
        .family = UC_NET_IPV6, .port = port, .addr = {[15] = 1}};
}

struct pair {
    struct uc_socket *listener, *client, *server;
};

static struct uc_socket *listen_at(enum uc_net_family family, uint16_t port)
{
    struct uc_net_addr any = {.family = (uint8_t)family, .port = port};
    struct uc_socket *s = NULL;

    UC_EXPECT_EQ(uc_socket_open(&s, family, UC_SOCKET_TCP), 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &any), 0);
    UC_EXPECT_EQ(uc_socket_listen(s, 0), 0);
    return s;
}

static struct uc_socket *connect_to(struct uc_net_addr addr)
{
    struct uc_socket *s = NULL;

    UC_EXPECT_EQ(uc_socket_open(&s, addr.family, UC_SOCKET_TCP), 0);
    UC_EXPECT_EQ(uc_socket_connect(s, &addr), -UC_EINPROGRESS);
    return s;
}

static struct uc_socket *accept_one(struct uc_socket *listener,
                                    struct uc_net_addr *peer)
{
    struct uc_socket *s = NULL;

    UC_EXPECT_GE(uc_socket_wait(listener, UC_SOCKET_READABLE, soon()), 0);
    UC_EXPECT_EQ(uc_socket_accept(listener, &s, peer), 0);
    return s;
}

static struct pair open_pair(uint16_t port)
{
    struct pair pair = {.listener = listen_at(UC_NET_IPV4, port)};

    pair.client = connect_to(local4(port));
    pair.server = accept_one(pair.listener, NULL);
    UC_EXPECT(uc_socket_wait(pair.client, UC_SOCKET_WRITABLE, soon()) &
              UC_SOCKET_WRITABLE);
    return pair;
}

static void close_pair(struct pair *pair)
{
    uc_socket_close(pair->client);
    uc_socket_close(pair->server);
    uc_socket_close(pair->listener);
}

/* Waits for (len) bytes in all, in as many pieces as they come in. */
static size_t receive(struct uc_socket *s, char *buf, size_t len)
{
    size_t done = 0;

    while (done < len) {
        if (uc_socket_wait(s, UC_SOCKET_READABLE, soon()) < 0) {
            break;
        }
        uc_ssize_t n = uc_socket_recv(s, buf + done, len - done, 0, NULL);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    return done;
}

UC_TEST(moves_bytes_both_ways)
{
    struct pair pair = open_pair(1000);
    char got[16] = "";

    UC_EXPECT_EQ(uc_socket_send(pair.client, "there", 5, 0, NULL), 5);
    UC_EXPECT_EQ(receive(pair.server, got, 5), 5);
    UC_EXPECT_STR(got, "there");
    UC_EXPECT_EQ(uc_socket_send(pair.server, "back", 5, 0, NULL), 5);
    UC_EXPECT_EQ(receive(pair.client, got, 5), 5);
    UC_EXPECT_STR(got, "back");
    close_pair(&pair);
}

UC_TEST(serves_ipv4_and_ipv6_by_one_listener)
{
    struct uc_socket *listener = listen_at(UC_NET_IPV6, 1001);
    struct uc_net_addr peer;
    struct uc_socket *client = connect_to(local4(1001));
    struct uc_socket *server = accept_one(listener, &peer);

    /* IPv4 is told as ::ffff:127.0.0.1. */
    UC_EXPECT_EQ(peer.family, UC_NET_IPV6);
    UC_EXPECT_EQ(peer.addr[10], 255);
    UC_EXPECT_EQ(peer.addr[12], 127);
    uc_socket_close(client);
    uc_socket_close(server);
    client = connect_to(local6(1001));
    server = accept_one(listener, &peer);
    UC_EXPECT_EQ(peer.addr[15], 1);
    UC_EXPECT_EQ(peer.addr[10], 0);
    uc_socket_close(client);
    uc_socket_close(server);
    uc_socket_close(listener);
}

UC_TEST(tells_both_ends_who_the_other_is)
{
    struct pair pair = open_pair(1002);
    struct uc_net_addr a, b;

    UC_EXPECT_EQ(uc_socket_peer(pair.client, &a), 0);
    UC_EXPECT_EQ(a.port, 1002);
    UC_EXPECT_EQ(uc_socket_local(pair.client, &a), 0);
    UC_EXPECT_EQ(uc_socket_peer(pair.server, &b), 0);
    UC_EXPECT_EQ(a.port, b.port);
    UC_EXPECT_MEM(a.addr, b.addr, 4);
    close_pair(&pair);
}

UC_TEST(ends_a_stream_in_one_direction)
{
    struct pair pair = open_pair(1003);
    char got[8];

    UC_EXPECT_EQ(uc_socket_send(pair.client, "last", 4, 0, NULL), 4);
    UC_EXPECT_EQ(uc_socket_shutdown(pair.client, UC_SOCKET_END_WRITE), 0);
    UC_EXPECT_EQ(uc_socket_send(pair.client, "x", 1, 0, NULL), -UC_EPIPE);
    UC_EXPECT_EQ(receive(pair.server, got, 4), 4);
    UC_EXPECT(uc_socket_wait(pair.server, UC_SOCKET_READ_END, soon()) &
              UC_SOCKET_READ_END);
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 8, 0, NULL), 0);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "still", 5, 0, NULL), 5);
    UC_EXPECT_EQ(receive(pair.client, got, 5), 5);
    close_pair(&pair);
}

UC_TEST(sends_what_is_queued_before_it_closes)
{
    static char data[30000], got[30000];
    struct pair pair = open_pair(1004);
    memset(data, 'q', sizeof data);

    UC_EXPECT_EQ(uc_socket_send(pair.client, data, sizeof data, 0, NULL),
                 (long)sizeof data);
    uc_socket_close(pair.client);
    UC_EXPECT_EQ(receive(pair.server, got, sizeof got), sizeof got);
    UC_EXPECT_MEM(got, data, sizeof got);
    UC_EXPECT_GE(uc_socket_wait(pair.server, UC_SOCKET_READ_END, soon()), 0);
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 1, 0, NULL), 0);
    uc_socket_close(pair.server);
    uc_socket_close(pair.listener);
}

UC_TEST(takes_what_fits_and_tells_when_there_is_room_again)
{
    static char data[4096], got[4096];
    struct pair pair = open_pair(1005);
    size_t sent = 0, read = 0;
    uc_ssize_t n;

    while ((n = uc_socket_send(pair.client, data, sizeof data, 0, NULL)) > 0) {
        sent += (size_t)n;
        uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    }
    UC_EXPECT_EQ(n, -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_events(pair.client) & UC_SOCKET_WRITABLE, 0);
    while (read < sent) {
        size_t part =
            receive(pair.server, got,
                    sizeof got < sent - read ? sizeof got : sent - read);
        UC_REQUIRE(part > 0);
        read += part;
    }
    UC_EXPECT(uc_socket_wait(pair.client, UC_SOCKET_WRITABLE, soon()) &
              UC_SOCKET_WRITABLE);
    close_pair(&pair);
}

UC_TEST(leaves_peeked_data_where_they_are)
{
    struct pair pair = open_pair(1006);
    char got[8] = "";
    const void *at;

    (void)uc_socket_send(pair.client, "abcdef", 6, 0, NULL);
    UC_EXPECT_GE(uc_socket_wait(pair.server, UC_SOCKET_READABLE, soon()), 0);
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 3, UC_SOCKET_PEEK, NULL), 3);
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 3, 0, NULL), 3);
    UC_EXPECT_STR(got, "abc");
    UC_REQUIRE(uc_socket_peek(pair.server, &at) == 3);
    UC_EXPECT_MEM(at, "def", 3);
    uc_socket_consume(pair.server, 1);
    UC_EXPECT_EQ(uc_socket_peek(pair.server, &at), 2);
    uc_socket_consume(pair.server, 100);
    UC_EXPECT_EQ(uc_socket_peek(pair.server, &at), -UC_EAGAIN);
    close_pair(&pair);
}

UC_TEST(says_that_a_connection_was_refused)
{
    struct uc_socket *s = connect_to(local4(1007));
    int error;

    UC_EXPECT(uc_socket_wait(s, UC_SOCKET_WRITABLE, soon()) & UC_SOCKET_ERROR);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, UC_ECONNREFUSED);
    UC_EXPECT_EQ(uc_socket_option_get(s, UC_SOCKOPT_ERROR, &error), 0);
    UC_EXPECT_EQ(error, 0);
    uc_socket_close(s);
}

UC_TEST(says_that_a_connection_was_reset)
{
    struct pair pair = open_pair(1008);
    char got[4];

    uc_socket_abort(pair.client);
    UC_EXPECT(uc_socket_wait(pair.server, UC_SOCKET_READABLE, soon()) &
              UC_SOCKET_ERROR);
    UC_EXPECT_EQ(uc_socket_recv(pair.server, got, 4, 0, NULL), -UC_ECONNRESET);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "x", 1, 0, NULL), -UC_EPIPE);
    uc_socket_close(pair.server);
    uc_socket_close(pair.listener);
}

UC_TEST(forgets_who_went_away_before_being_accepted)
{
    struct uc_socket *listener = listen_at(UC_NET_IPV4, 1009);
    struct uc_socket *a = connect_to(local4(1009));
    struct uc_socket *b = connect_to(local4(1009));
    struct uc_socket *server;

    UC_EXPECT_GE(uc_socket_wait(b, UC_SOCKET_WRITABLE, soon()), 0);
    uc_socket_abort(a);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    server = accept_one(listener, NULL);
    UC_EXPECT(server != NULL);
    uc_socket_close(server);
    UC_EXPECT_EQ(uc_socket_accept(listener, &server, NULL), -UC_EAGAIN);
    uc_socket_close(b);
    uc_socket_close(listener);
}

UC_TEST(closes_a_listener_with_connections_that_wait)
{
    struct uc_socket *listener = listen_at(UC_NET_IPV4, 1010);
    struct uc_socket *client = connect_to(local4(1010));

    UC_EXPECT_GE(uc_socket_wait(client, UC_SOCKET_WRITABLE, soon()), 0);
    uc_socket_close(listener);
    UC_EXPECT(uc_socket_wait(client, UC_SOCKET_READABLE, soon()) &
              UC_SOCKET_ERROR);
    uc_socket_close(client);
}

UC_TEST(binds_a_port_once)
{
    struct uc_socket *listener = listen_at(UC_NET_IPV4, 1011);
    struct uc_net_addr any = {.family = UC_NET_IPV4, .port = 1011};
    struct uc_socket *s;

    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &any), -UC_EADDRINUSE);
    uc_socket_close(s);
    uc_socket_close(listener);
}

UC_TEST(times_out_where_nothing_comes)
{
    struct pair pair = open_pair(1012);

    UC_EXPECT_EQ(uc_socket_wait(pair.server, UC_SOCKET_READABLE,
                                uc_plat_clock_monotonic() + UC_NSEC_PER_MS),
                 -UC_ETIMEDOUT);
    close_pair(&pair);
}

static struct {
    unsigned calls;
    unsigned events;
    char got[8];
} watched;

/* What a watcher may do: receive and answer, in the stack's own thread. */
static void answer(struct uc_socket *s, unsigned events, void *arg)
{
    UC_EXPECT(arg == &watched);
    watched.calls++;
    watched.events |= events;
    if (uc_socket_events(s) & UC_SOCKET_READABLE) {
        uc_ssize_t n =
            uc_socket_recv(s, watched.got, sizeof watched.got, 0, NULL);
        if (n > 0) {
            UC_EXPECT_EQ(uc_socket_send(s, watched.got, (size_t)n, 0, NULL), n);
        }
    }
}

UC_TEST(calls_a_watcher_that_answers_at_once)
{
    struct pair pair = open_pair(1013);
    char got[8] = "";

    uc_socket_watch(pair.server, answer, &watched);
    (void)uc_socket_send(pair.client, "ping", 4, 0, NULL);
    UC_EXPECT_EQ(receive(pair.client, got, 4), 4);
    UC_EXPECT_STR(got, "ping");
    UC_EXPECT_EQ(watched.calls, 1);
    UC_EXPECT(watched.events & UC_SOCKET_READABLE);
    uc_socket_watch(pair.server, NULL, NULL);
    (void)uc_socket_send(pair.client, "more", 4, 0, NULL);
    UC_EXPECT_EQ(receive(pair.server, got, 4), 4);
    UC_EXPECT_EQ(watched.calls, 1);
    close_pair(&pair);
}

UC_TEST(keeps_datagrams_apart)
{
    struct uc_socket *a, *b;
    struct uc_net_addr to = local4(2000), from;
    char got[8] = "";

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "x", 1, 0, NULL), -UC_EDESTADDRREQ);
    UC_EXPECT_EQ(uc_socket_send(a, "one", 3, 0, &to), 3);
    UC_EXPECT_EQ(uc_socket_send(a, "", 0, 0, &to), 0);
    UC_EXPECT_EQ(uc_socket_send(a, "three", 5, 0, &to), 5);
    UC_EXPECT_GE(uc_socket_wait(b, UC_SOCKET_READABLE, soon()), 0);
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);

    UC_EXPECT_EQ(uc_socket_recv(b, got, 2, 0, &from), 2); /* the rest is lost */
    UC_EXPECT_EQ(from.addr[0], 127);
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 0);
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), 5);
    UC_EXPECT_EQ(uc_socket_recv(b, got, 8, 0, NULL), -UC_EAGAIN);
    UC_EXPECT_EQ(uc_socket_connect(b, &from), 0);
    UC_EXPECT_EQ(uc_socket_send(b, "back", 4, 0, NULL), 4);
    UC_EXPECT_GE(uc_socket_wait(a, UC_SOCKET_READABLE, soon()), 0);
    UC_EXPECT_EQ(uc_socket_recv(a, got, 8, 0, NULL), 4);
    uc_socket_close(a);
    uc_socket_close(b);
}

UC_TEST(bounds_what_an_unread_datagram_socket_keeps)
{
    static char data[1000];
    struct uc_socket *a, *b;
    struct uc_net_addr to = local4(2001);
    unsigned kept = 0;

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    UC_EXPECT_EQ(uc_socket_option_set(b, UC_SOCKOPT_RCVBUF_BYTES, 5000), 0);
    for (unsigned i = 0; i < 20; i++) {
        (void)uc_socket_send(a, data, sizeof data, 0, &to);
        uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    }
    while (uc_socket_recv(b, data, sizeof data, 0, NULL) > 0) {
        kept++;
    }
    UC_EXPECT_EQ(kept, 4);
    uc_socket_close(a);
    uc_socket_close(b);
}

UC_TEST(knows_its_options_and_refuses_what_it_does_not)
{
    struct pair pair = open_pair(1014);
    int value = 0;

    UC_EXPECT_EQ(uc_socket_option_get(pair.client, UC_SOCKOPT_NODELAY, &value),
                 0);
    UC_EXPECT_EQ(value, 0);
    UC_EXPECT_EQ(uc_socket_option_set(pair.client, UC_SOCKOPT_NODELAY, 1), 0);
    (void)uc_socket_option_get(pair.client, UC_SOCKOPT_NODELAY, &value);
    UC_EXPECT_EQ(value, 1);
    UC_EXPECT_EQ(uc_socket_option_set(pair.client, UC_SOCKOPT_KEEPIDLE_S, 77),
                 0);
    (void)uc_socket_option_get(pair.client, UC_SOCKOPT_KEEPIDLE_S, &value);
    UC_EXPECT_EQ(value, 77);
    UC_EXPECT_EQ(uc_socket_option_set(pair.client, UC_SOCKOPT_TTL, 256),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_socket_option_set(pair.client, UC_SOCKOPT_V6ONLY, 1),
                 -UC_ENOPROTOOPT);
    UC_EXPECT_EQ(uc_socket_option_set(pair.client, UC_SOCKOPT_ERROR, 1),
                 -UC_ENOPROTOOPT);
    close_pair(&pair);
}

UC_TEST(reads_numeric_addresses_without_a_name_server)
{
    struct uc_net_addr found[2] = {no_address, no_address};

    UC_EXPECT_EQ(uc_net_resolve("10.1.2.3", 0, found, 2, soon()), 1);
    UC_EXPECT_EQ(found[0].family, UC_NET_IPV4);
    UC_EXPECT_EQ(found[0].addr[3], 3);
    UC_EXPECT_EQ(uc_net_resolve("fe80::1", 0, found, 2, soon()), 1);
    UC_EXPECT_EQ(found[0].family, UC_NET_IPV6);
    UC_EXPECT_EQ(found[0].addr[0], 0xfe);
    UC_EXPECT_EQ(uc_net_resolve("localhost", UC_NET_IPV4, found, 2, soon()), 1);
    UC_EXPECT_EQ(found[0].addr[0], 127);
    UC_EXPECT_EQ(uc_net_resolve("", 0, found, 2, soon()), -UC_EINVAL);
}

UC_TEST(has_no_interface_where_there_is_no_device)
{
    struct uc_net_interface net;

    UC_EXPECT_EQ(uc_net_interface(0, &net), -UC_ENOENT);
    UC_EXPECT_EQ(uc_net_wait_up(soon()), -UC_ENODEV);
}

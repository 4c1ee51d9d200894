/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack where memory ends: what fails says so, and what waits goes on. */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    PAIRS = 6,
    TRANSFER_BYTES = 200000,
    CONNECTIONS_MAX = 400,
    SHORT_BYTES = 48 * 1024,
    HANG_S = 120, /* catches a hang; nothing that works comes near */
};

static uc_nsec_t never_this_long(void)
{
    return uc_plat_clock_monotonic() + HANG_S * UC_NSEC_PER_S;
}

static size_t used_bytes(void)
{
    struct uc_malloc_stats stats;

    uc_malloc_stats(&stats);
    return stats.used_bytes;
}

/* Leaves room for (bytes) more than is used now. */
static void limit(size_t bytes)
{
    uc_hosted_malloc_limit(used_bytes() + bytes);
}

static void no_limit(void)
{
    uc_hosted_malloc_limit(SIZE_MAX);
}

/* Waits until no more than (bytes) are held. Returns whether it came to that.
 */
static bool falls_to(size_t bytes)
{
    uc_nsec_t end = never_this_long();

    while (used_bytes() > bytes && uc_plat_clock_monotonic() < end) {
        uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    }
    return used_bytes() <= bytes;
}

static struct uc_net_addr local(uint16_t port)
{
    return (struct uc_net_addr){
        .family = UC_NET_IPV4, .port = port, .addr = {127, 0, 0, 1}};
}

static struct uc_socket *listen_at(uint16_t port)
{
    struct uc_net_addr addr = local(port);
    struct uc_socket *s = NULL;

    UC_EXPECT_EQ(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP), 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &addr), 0);
    UC_EXPECT_EQ(uc_socket_listen(s, 0), 0);
    return s;
}

struct pair {
    struct uc_socket *client, *server;
    unsigned refused;  /* sends that found no room */
    unsigned resumed;  /* waits for room that ended */
    unsigned failures; /* anything else */
    size_t sent, got;
    bool sent_all, got_all;
};

static void open_pair(struct pair *pair, struct uc_socket *listener,
                      uint16_t port)
{
    struct uc_net_addr addr = local(port);

    *pair = (struct pair){0};
    UC_EXPECT_EQ(uc_socket_open(&pair->client, UC_NET_IPV4, UC_SOCKET_TCP), 0);
    UC_EXPECT_EQ(uc_socket_connect(pair->client, &addr), -UC_EINPROGRESS);
    UC_EXPECT_GE(
        uc_socket_wait(listener, UC_SOCKET_READABLE, never_this_long()), 0);
    UC_EXPECT_EQ(uc_socket_accept(listener, &pair->server, NULL), 0);
}

static uint8_t pattern(size_t at)
{
    return (uint8_t)(at * 7 + at / 253);
}

static void send_all(void *arg)
{
    struct pair *pair = arg;
    uint8_t chunk[4096];

    while (pair->sent < TRANSFER_BYTES) {
        size_t n = TRANSFER_BYTES - pair->sent;
        n = n < sizeof chunk ? n : sizeof chunk;
        for (size_t i = 0; i < n; i++) {
            chunk[i] = pattern(pair->sent + i);
        }
        uc_ssize_t went = uc_socket_send(pair->client, chunk, n, 0, NULL);
        if (went > 0) {
            pair->sent += (size_t)went;
        } else if (went == -UC_EAGAIN) {
            pair->refused++;
            int ready = uc_socket_wait(pair->client, UC_SOCKET_WRITABLE,
                                       never_this_long());
            pair->resumed += ready > 0 && (ready & UC_SOCKET_WRITABLE) != 0;
        } else {
            pair->failures++;
            break;
        }
    }
    pair->sent_all = true;
}

static void receive_all(void *arg)
{
    struct pair *pair = arg;
    bool same = true;

    while (pair->got < TRANSFER_BYTES && same) {
        uint8_t chunk[3000];
        if (uc_socket_wait(pair->server, UC_SOCKET_READABLE,
                           never_this_long()) < 0) {
            break;
        }
        uc_ssize_t n =
            uc_socket_recv(pair->server, chunk, sizeof chunk, 0, NULL);
        if (n <= 0) {
            break;
        }
        for (uc_ssize_t i = 0; i < n && same; i++) {
            same = chunk[i] == pattern(pair->got++);
        }
    }
    pair->failures += !same;
    pair->got_all = true;
}

static void check(const struct pair *pair)
{
    UC_EXPECT_EQ(pair->got, TRANSFER_BYTES);
    UC_EXPECT_EQ(pair->failures, 0);
    UC_EXPECT_EQ(pair->resumed, pair->refused);
    /* Who spins is refused thousands of times for each piece that goes. */
    UC_EXPECT(pair->refused <= TRANSFER_BYTES / 100);
}

UC_TEST(senders_wait_while_memory_is_short_and_go_on_when_there_is_some)
{
    static struct pair pairs[PAIRS];
    size_t before = used_bytes();
    struct uc_socket *listener = listen_at(1000);

    for (unsigned i = 0; i < PAIRS; i++) {
        open_pair(&pairs[i], listener, 1000);
    }
    limit(SHORT_BYTES);
    for (unsigned i = 0; i < PAIRS; i++) {
        UC_REQUIRE(uc_thread_create(NULL, NULL, send_all, &pairs[i]) == 0);
        UC_REQUIRE(uc_thread_create(NULL, NULL, receive_all, &pairs[i]) == 0);
    }
    unsigned refused = 0;
    for (unsigned i = 0; i < PAIRS; i++) {
        while (!pairs[i].sent_all || !pairs[i].got_all) {
            uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
        }
        check(&pairs[i]);
        refused += pairs[i].refused;
    }
    UC_EXPECT(refused > 0); /* or memory was not short */
    no_limit();
    for (unsigned i = 0; i < PAIRS; i++) {
        uc_socket_abort(pairs[i].client);
        uc_socket_close(pairs[i].server);
    }
    uc_socket_close(listener);
    UC_EXPECT(falls_to(before));
}

/* Opens connections until one fails; returns the error. */
static int connect_until_refused(struct uc_socket **sockets, unsigned *n,
                                 const struct uc_net_addr *addr)
{
    while (*n < CONNECTIONS_MAX) {
        struct uc_socket *s;
        int err = uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP);
        if (err < 0) {
            return err;
        }
        sockets[(*n)++] = s;
        err = uc_socket_connect(s, addr);
        if (err != -UC_EINPROGRESS) {
            return err;
        }
        uc_yield();
    }
    return 0;
}

UC_TEST(connections_fail_by_name_when_memory_ends_and_work_again_later)
{
    static struct uc_socket *sockets[CONNECTIONS_MAX];
    const struct uc_net_addr addr = local(1001);
    size_t before = used_bytes();
    struct uc_socket *listener = listen_at(1001);
    struct pair pair;

    for (unsigned round = 0; round < 3; round++) {
        struct uc_socket *child;
        unsigned n = 0;

        limit(SHORT_BYTES);
        UC_EXPECT_EQ(connect_until_refused(sockets, &n, &addr), -UC_ENOMEM);
        UC_EXPECT(n > 4);
        while (n > 0) {
            uc_socket_abort(sockets[--n]);
        }
        while (uc_socket_accept(listener, &child, NULL) == 0) {
            uc_socket_abort(child);
        }
    }
    /* Still as little memory as before. */
    open_pair(&pair, listener, 1001);
    UC_EXPECT_EQ(uc_socket_send(pair.server, "again", 5, 0, NULL), 5);
    UC_EXPECT_GE(
        uc_socket_wait(pair.client, UC_SOCKET_READABLE, never_this_long()), 0);
    no_limit();
    uc_socket_abort(pair.client);
    uc_socket_close(pair.server);
    uc_socket_close(listener);
    UC_EXPECT(falls_to(before));
}

UC_TEST(datagrams_fail_by_name_and_go_again_later)
{
    static const char data[1000];
    const struct uc_net_addr to = local(2000);
    size_t before = used_bytes();
    struct uc_socket *a, *b;

    UC_REQUIRE(uc_socket_open(&a, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_REQUIRE(uc_socket_open(&b, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(b, &to), 0);
    limit(500);
    UC_EXPECT_EQ(uc_socket_send(a, data, sizeof data, 0, &to), -UC_ENOMEM);
    no_limit();
    UC_EXPECT_EQ(uc_socket_send(a, data, sizeof data, 0, &to), sizeof data);
    UC_EXPECT_GE(uc_socket_wait(b, UC_SOCKET_READABLE, never_this_long()), 0);
    uc_socket_close(a);
    uc_socket_close(b);
    UC_EXPECT(falls_to(before));
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETSTACK_FIXTURE_H
#define UC_SUITES_NETSTACK_FIXTURE_H

/* What the tests of contract "netstack" share. */
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

#endif /* UC_SUITES_NETSTACK_FIXTURE_H */

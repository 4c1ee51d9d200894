/* SPDX-License-Identifier: BSD-3-Clause */
#include "server.h"

#include <stdio.h>

#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/wait.h>

#include "connection.h"

static struct uc_spinlock lock;
static struct uc_waitq sleeping = UC_WAITQ_INIT;
static bool has_news;

void server_wake(void)
{
    uc_spin_lock(&lock);
    if (!has_news) {
        has_news = true;
        uc_waitq_wake_one(&sleeping);
    }
    uc_spin_unlock(&lock);
}

static void wait_for_news(uc_nsec_t deadline)
{
    int err = 0;

    uc_spin_lock(&lock);
    while (!has_news && err == 0) {
        err = uc_waitq_wait(&sleeping, &lock, deadline);
    }
    has_news = false;
    uc_spin_unlock(&lock);
}

static void client_waits(struct uc_socket *socket, unsigned events, void *arg)
{
    (void)socket;
    (void)events;
    *(bool *)arg = true;
    server_wake();
}

static struct uc_socket *listen_on(uint16_t port)
{
    const struct uc_net_addr any4 = {.family = UC_NET_IPV4, .port = port};
    const struct uc_net_addr any6 = {.family = UC_NET_IPV6, .port = port};
    struct uc_socket *s;
    /* An IPv6 socket takes IPv4 as well, where the image has IPv6. */
    bool has_6 = uc_socket_open(&s, UC_NET_IPV6, UC_SOCKET_TCP) == 0;
    int err = has_6 ? 0 : uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP);

    if (err < 0) {
        return NULL;
    }
    err = uc_socket_bind(s, has_6 ? &any6 : &any4);
    if (err == 0) {
        err = uc_socket_listen(s, 0);
    }
    if (err < 0) {
        uc_socket_close(s);
        return NULL;
    }
    return s;
}

static void announce(uint16_t port)
{
    struct uc_net_interface net;

    if (uc_net_wait_up(uc_plat_clock_monotonic() + 30 * UC_NSEC_PER_S) < 0 ||
        uc_net_interface(0, &net) < 0) {
        printf("webserver: no network interface is up; serving anyway\n");
        return;
    }
    const uint8_t *a = net.ipv4.addr;
    printf("ready: http://%u.%u.%u.%u:%u/\n", a[0], a[1], a[2], a[3], port);
}

int server_run(uint16_t port)
{
    bool client = false;
    struct uc_socket *listener = listen_on(port);

    if (listener == NULL) {
        printf("webserver: cannot listen on port %u\n", port);
        return 1;
    }
    uc_socket_watch(listener, client_waits, &client);
    announce(port);
    for (;;) {
        uc_nsec_t next = connection_expire(uc_plat_clock_monotonic());

        wait_for_news(next);
        if (client) {
            struct uc_socket *socket;

            client = false;
            while (uc_socket_accept(listener, &socket, NULL) == 0) {
                connection_open(socket);
            }
        }
        connection_serve_ready();
        uc_net_flush();
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The event loop. Sockets say from the net thread that they are ready; this
 * thread takes them from a list, one batch at a time, so that the answers of a
 * batch leave with one notification of the device.
 */
#include "server.h"

#include <stdio.h>
#include <stdlib.h>

#include <uc/errors.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/wait.h>

#include "connection.h"

enum {
    CONNECTIONS_MAX = 4096,
    UP_S = 30, /* how long the network may take to give an address */
};

struct server_stats server_stats;
uint32_t server_now_s;

static struct {
    struct uc_spinlock lock;
    struct uc_waitq wq;
    struct connection *first, *last;
    bool accept; /* somebody waits to be accepted */
} ready;

static struct connection *all;

/* Context: the stack's thread. */
static void connection_ready(struct uc_socket *s, unsigned events, void *arg)
{
    struct connection *c = arg;

    (void)s;
    (void)events;
    uc_spin_lock(&ready.lock);
    if (!c->queued) {
        c->queued = true;
        c->next_ready = NULL;
        if (ready.first == NULL) {
            ready.first = c;
            uc_waitq_wake_one(&ready.wq);
        } else {
            ready.last->next_ready = c;
        }
        ready.last = c;
    }
    uc_spin_unlock(&ready.lock);
}

/* Context: the stack's thread. */
static void listener_ready(struct uc_socket *s, unsigned events, void *arg)
{
    (void)s;
    (void)events;
    (void)arg;
    uc_spin_lock(&ready.lock);
    ready.accept = true;
    uc_waitq_wake_one(&ready.wq);
    uc_spin_unlock(&ready.lock);
}

static struct connection *take_ready(void)
{
    uc_spin_lock(&ready.lock);
    struct connection *c = ready.first;
    if (c != NULL) {
        ready.first = c->next_ready;
        c->queued = false;
    }
    uc_spin_unlock(&ready.lock);
    return c;
}

/*
 * A closed socket calls nobody, so (c) enters the ready list no more; where it
 * is there still, it goes when its turn comes.
 */
static void forget(struct connection *c)
{
    if (c->queued) {
        return;
    }
    if (c->before != NULL) {
        c->before->next = c->next;
    } else {
        all = c->next;
    }
    if (c->next != NULL) {
        c->next->before = c->before;
    }
    server_stats.connections--;
    free(c);
}

static void run(struct connection *c)
{
    connection_run(c);
    if (c->state == CLOSED) {
        forget(c);
    }
}

static void start(struct uc_socket *socket)
{
    struct connection *c = calloc(1, sizeof *c);

    if (c == NULL) {
        uc_socket_abort(socket);
        return;
    }
    c->next = all;
    if (all != NULL) {
        all->before = c;
    }
    all = c;
    server_stats.accepted++;
    server_stats.connections++;
    if (server_stats.connections > server_stats.connections_most) {
        server_stats.connections_most = server_stats.connections;
    }
    connection_start(c, socket);
    uc_socket_watch(socket, connection_ready, c);
    run(c); /* a request may have come before the watcher */
}

static bool may_accept(void)
{
    return ready.accept && server_stats.connections < CONNECTIONS_MAX;
}

/* Whoever finds no room is accepted once there is: nobody tells twice. */
static void accept_all(struct uc_socket *listener)
{
    struct uc_socket *socket;

    do {
        ready.accept = false; /* before the look, not to lose who comes then */
        if (uc_socket_accept(listener, &socket, NULL) < 0) {
            return;
        }
        ready.accept = true;
        start(socket);
    } while (may_accept());
}

static void expire(void)
{
    struct connection *next;

    for (struct connection *c = all; c != NULL; c = next) {
        next = c->next;
        /* What waits in the ready list gets its turn first. */
        if ((int32_t)(server_now_s - c->deadline_s) > 0 && !c->queued) {
            server_stats.timeouts++;
            connection_expire(c);
            if (c->state == CLOSED) {
                forget(c);
            }
        }
    }
}

static void wait_for_work(uc_nsec_t deadline)
{
    int err = 0;

    uc_spin_lock(&ready.lock);
    while (ready.first == NULL && !may_accept() && err == 0) {
        err = uc_waitq_wait(&ready.wq, &ready.lock, deadline);
    }
    uc_spin_unlock(&ready.lock);
}

static void serve(struct uc_socket *listener)
{
    uc_nsec_t sweep = 0;

    for (;;) {
        struct connection *c;
        uc_nsec_t now = uc_plat_clock_monotonic();

        server_now_s = (uint32_t)(now / UC_NSEC_PER_S);
        if (now >= sweep) {
            expire();
            sweep = now + UC_NSEC_PER_S;
        }
        while ((c = take_ready()) != NULL) {
            run(c);
        }
        if (may_accept() || server_stats.connections == 0) {
            accept_all(listener);
        }
        uc_net_flush();
        wait_for_work(all == NULL ? UC_NEVER : sweep);
    }
}

static int listen_on(uint16_t port, struct uc_socket **out)
{
    struct uc_net_addr any = {.family = UC_NET_IPV6, .port = port};
    struct uc_socket *s;
    int err = uc_socket_open(&s, UC_NET_IPV6, UC_SOCKET_TCP);

    if (err == -UC_EAFNOSUPPORT) {
        any.family = UC_NET_IPV4;
        err = uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP);
    }
    if (err < 0) {
        return err;
    }
    err = uc_socket_bind(s, &any);
    if (err == 0) {
        err = uc_socket_listen(s, 0);
    }
    if (err < 0) {
        uc_socket_close(s);
        return err;
    }
    uc_socket_watch(s, listener_ready, NULL);
    *out = s;
    return 0;
}

/* The line that tells a person, and `unicore-link run`, where to look. */
static void announce(uint16_t port)
{
    struct uc_net_interface net;

    int err = uc_net_wait_up(0); /* a fixed address is there already */

    if (err < 0) {
        err = uc_net_wait_up(uc_plat_clock_monotonic() + UP_S * UC_NSEC_PER_S);
    }
    if (err < 0 || uc_net_interface(0, &net) < 0 || net.ipv4.family == 0) {
        printf("ready: port %u, without an IPv4 address\n", (unsigned)port);
        return;
    }
    const uint8_t *ip = net.ipv4.addr;
    printf("ready: http://%u.%u.%u.%u:%u/\n", ip[0], ip[1], ip[2], ip[3],
           (unsigned)port);
}

int server_run(uint16_t port)
{
    struct uc_socket *listener;
    int err = listen_on(port, &listener);

    if (err < 0) {
        return err;
    }
    announce(port);
    serve(listener);
    return 0;
}

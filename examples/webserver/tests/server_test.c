/* SPDX-License-Identifier: BSD-3-Clause */
/* The event loop against a network stack of a few lines. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "../src/server.c"

enum {
    CLIENTS = CONNECTIONS_MAX + 2,
};

static char sockets[CLIENTS]; /* one byte each stands for a socket */
static unsigned waiting;      /* clients that nobody has accepted yet */
static unsigned accepted;
static bool full;
static struct connection *open_ones[CLIENTS];
static void (*on_listener)(struct uc_socket *s, unsigned events, void *arg);
static void (*on_connection)(struct uc_socket *s, unsigned events, void *arg);
static jmp_buf out;
static void (*at_sleep)(void);

int uc_socket_open(struct uc_socket **s, enum uc_net_family family,
                   enum uc_socket_type type)
{
    static char listener;

    (void)family;
    (void)type;
    *s = (struct uc_socket *)(void *)&listener;
    return 0;
}

int uc_socket_bind(struct uc_socket *s, const struct uc_net_addr *addr)
{
    (void)s;
    (void)addr;
    return 0;
}

int uc_socket_listen(struct uc_socket *s, unsigned backlog)
{
    (void)s;
    (void)backlog;
    return 0;
}

void uc_socket_close(struct uc_socket *s)
{
    (void)s;
}

void uc_socket_abort(struct uc_socket *s)
{
    (void)s;
}

void uc_socket_watch(struct uc_socket *s,
                     void (*watcher)(struct uc_socket *s, unsigned events,
                                     void *arg),
                     void *arg)
{
    (void)s;
    if (arg == NULL) {
        on_listener = watcher;
    } else {
        on_connection = watcher;
    }
}

int uc_socket_accept(struct uc_socket *s, struct uc_socket **to,
                     struct uc_net_addr *peer)
{
    (void)s;
    (void)peer;
    if (waiting == 0) {
        return -UC_EAGAIN;
    }
    waiting--;
    *to = (struct uc_socket *)(void *)&sockets[accepted++];
    return 0;
}

int uc_net_wait_up(uc_nsec_t deadline)
{
    (void)deadline;
    return -UC_ENODEV;
}

int uc_net_interface(unsigned index, struct uc_net_interface *to)
{
    (void)index;
    (void)to;
    return -UC_ENOENT;
}

void uc_net_flush(void)
{
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    return 0;
}

void uc_waitq_wake_one(struct uc_waitq *wq)
{
    (void)wq;
}

int uc_waitq_wait(struct uc_waitq *wq, struct uc_spinlock *lock,
                  uc_nsec_t deadline)
{
    (void)wq;
    (void)lock;
    (void)deadline;
    at_sleep();
    return 0;
}

void connection_start(struct connection *c, struct uc_socket *socket)
{
    c->socket = socket;
    c->state = READING;
    open_ones[(char *)(void *)socket - sockets] = c;
}

void connection_run(struct connection *c)
{
    if (c->skip_bytes == 1) { /* as the test says that its client has gone */
        c->state = CLOSED;
    }
}

void connection_expire(struct connection *c)
{
    (void)c;
}

/* The first two sleeps: all are in that may be; then one goes. */
static void next_step(void)
{
    static unsigned sleeps;

    switch (sleeps++) {
    case 0:
        waiting = CLIENTS;
        on_listener(NULL, 0, NULL); /* once: edges, not levels */
        return;
    case 1:
        full = accepted == CONNECTIONS_MAX && waiting == 2;
        open_ones[0]->skip_bytes = 1;
        on_connection(NULL, 0, open_ones[0]);
        return;
    default:
        longjmp(out, 1);
    }
}

int main(void)
{
    at_sleep = next_step;
    if (setjmp(out) == 0) {
        server_run(80);
    }
    bool ok = full && accepted == CONNECTIONS_MAX + 1 && waiting == 1;
    for (unsigned i = 1; i < accepted; i++) {
        free(open_ones[i]);
    }
    printf("%sok: who waits while all connections are taken gets the next\n",
           ok ? "" : "not ");
    return ok ? 0 : 1;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What all sockets share: life, readiness, addresses. */
#include "socket.h"

#include <uc/malloc.h>

#include "lwip/mem.h"

struct uc_socket *lwip_socket_new(enum uc_net_family family,
                                  enum uc_socket_type type)
{
    struct uc_socket *s = mem_calloc(1, sizeof *s);

    if (s != NULL) {
        s->family = (uint8_t)family;
        s->type = (uint8_t)type;
        s->linger_s = -1;
    }
    return s;
}

int uc_socket_open(struct uc_socket **out, enum uc_net_family family,
                   enum uc_socket_type type)
{
    if (family != UC_NET_IPV4 && !(LWIP_IPV6 && family == UC_NET_IPV6)) {
        return -UC_EAFNOSUPPORT;
    }
    lwip_core_lock();
    int err = -UC_ENOMEM;
    struct uc_socket *s = lwip_socket_new(family, type);
    if (s != NULL) {
        err = type == UC_SOCKET_TCP ? lwip_tcp_open(s) : lwip_udp_open(s);
        if (err < 0) {
            mem_free(s);
        } else {
            *out = s;
        }
    }
    lwip_core_unlock();
    return err;
}

static void close_socket(struct uc_socket *s, bool abort)
{
    lwip_core_lock();
    s->watcher = NULL;
    if (s->type == UC_SOCKET_TCP) {
        lwip_tcp_close(s, abort);
    } else {
        lwip_udp_close(s);
    }
    mem_free(s);
    lwip_core_unlock();
}

void uc_socket_close(struct uc_socket *s)
{
    close_socket(s, s->linger_s == 0);
}

void uc_socket_abort(struct uc_socket *s)
{
    close_socket(s, true);
}

void lwip_socket_signal(struct uc_socket *s, unsigned events)
{
    lwip_event_signal(&s->event);
    if (s->watcher != NULL) {
        s->watcher(s, events, s->watcher_arg);
    }
}

unsigned lwip_socket_events(struct uc_socket *s)
{
    if (s->type == UC_SOCKET_TCP) {
        return lwip_tcp_events(s);
    }
    return UC_SOCKET_WRITABLE |
           (s->datagram_first != NULL || s->rx_shut ? UC_SOCKET_READABLE : 0) |
           (s->error != 0 ? UC_SOCKET_ERROR : 0);
}

unsigned uc_socket_events(struct uc_socket *s)
{
    lwip_core_lock();
    unsigned events = lwip_socket_events(s);
    lwip_core_unlock();
    return events;
}

void uc_socket_watch(struct uc_socket *s,
                     void (*watcher)(struct uc_socket *s, unsigned events,
                                     void *arg),
                     void *arg)
{
    lwip_core_lock();
    s->watcher = watcher;
    s->watcher_arg = arg;
    lwip_core_unlock();
}

int uc_socket_wait(struct uc_socket *s, unsigned events, uc_nsec_t deadline)
{
    events |= UC_SOCKET_HANGUP | UC_SOCKET_ERROR;
    for (;;) {
        unsigned seen = lwip_event_count(&s->event);
        unsigned ready = uc_socket_events(s);
        if (ready & events) {
            return (int)ready;
        }
        int err = lwip_event_wait(&s->event, seen, deadline);
        if (err < 0) {
            return err;
        }
    }
}

/* IPv6 sockets serve IPv4 too, unless UC_SOCKOPT_V6ONLY: by the type ANY. */
static const ip_addr_t *bind_address(struct uc_socket *s, const ip_addr_t *addr)
{
#if LWIP_IPV6
    bool any_type = s->type == UC_SOCKET_TCP
                        ? IP_IS_ANY_TYPE_VAL(s->tcp->local_ip)
                        : IP_IS_ANY_TYPE_VAL(s->udp->local_ip);
    if (any_type && IP_IS_V6(addr) && ip_addr_isany(addr)) {
        return IP_ANY_TYPE;
    }
#else
    (void)s;
#endif
    return addr;
}

int uc_socket_bind(struct uc_socket *s, const struct uc_net_addr *addr)
{
    ip_addr_t ip;
    int err = lwip_addr_in(addr, &ip);

    if (err < 0) {
        return -UC_EINVAL;
    }
    lwip_core_lock();
    if (s->tcp == NULL || s->listening) {
        err = -UC_EINVAL;
    } else if (s->type == UC_SOCKET_TCP) {
        err = lwip_error(tcp_bind(s->tcp, bind_address(s, &ip), addr->port));
    } else {
        err = lwip_error(udp_bind(s->udp, bind_address(s, &ip), addr->port));
    }
    lwip_core_unlock();
    return err;
}

int uc_socket_connect(struct uc_socket *s, const struct uc_net_addr *addr)
{
    ip_addr_t ip;
    int err = lwip_addr_in(addr, &ip);

    if (err < 0) {
        return err;
    }
    lwip_core_lock();
    err = s->type == UC_SOCKET_TCP ? lwip_tcp_connect(s, &ip, addr->port)
                                   : lwip_udp_connect(s, &ip, addr->port);
    lwip_core_unlock();
    return err;
}

uc_ssize_t uc_socket_recv(struct uc_socket *s, void *buf, size_t len,
                          unsigned flags, struct uc_net_addr *from)
{
    uc_ssize_t n;

    if (from != NULL && s->type == UC_SOCKET_TCP) {
        int err = uc_socket_peer(s, from);
        if (err < 0) {
            from->family = 0;
        }
    }
    lwip_core_lock();
    n = s->type == UC_SOCKET_TCP ? lwip_tcp_recv(s, buf, len, flags)
                                 : lwip_udp_recv(s, buf, len, flags, from);
    lwip_core_unlock();
    return n;
}

uc_ssize_t uc_socket_send(struct uc_socket *s, const void *buf, size_t len,
                          unsigned flags, const struct uc_net_addr *to)
{
    uc_ssize_t n;

    lwip_core_lock();
    n = s->type == UC_SOCKET_TCP ? lwip_tcp_send(s, buf, len, flags)
                                 : lwip_udp_send(s, buf, len, to);
    lwip_core_unlock();
    return n;
}

int uc_socket_shutdown(struct uc_socket *s, enum uc_socket_how how)
{
    int err = 0;

    lwip_core_lock();
    if (s->type == UC_SOCKET_TCP) {
        err = lwip_tcp_shutdown(s, how);
    } else if ((s->udp->flags & UDP_FLAGS_CONNECTED) == 0) {
        err = -UC_ENOTCONN;
    } else {
        s->rx_shut |= (how & UC_SOCKET_END_READ) != 0;
        s->tx_shut |= (how & UC_SOCKET_END_WRITE) != 0;
        lwip_socket_signal(s, lwip_socket_events(s));
    }
    lwip_core_unlock();
    return err;
}

int uc_socket_local(struct uc_socket *s, struct uc_net_addr *out)
{
    int err = 0;

    lwip_core_lock();
    if (s->tcp == NULL) {
        err = -UC_ENOTCONN;
    } else {
        bool tcp = s->type == UC_SOCKET_TCP;
        lwip_addr_out(tcp ? &s->tcp->local_ip : &s->udp->local_ip,
                      tcp ? s->tcp->local_port : s->udp->local_port,
                      s->family == UC_NET_IPV6, out);
    }
    lwip_core_unlock();
    return err;
}

int uc_socket_peer(struct uc_socket *s, struct uc_net_addr *out)
{
    bool mapped = s->family == UC_NET_IPV6;
    int err = -UC_ENOTCONN;

    lwip_core_lock();
    if (s->type == UC_SOCKET_TCP) {
        if (s->tcp != NULL && s->connected) {
            lwip_addr_out(&s->tcp->remote_ip, s->tcp->remote_port, mapped, out);
            err = 0;
        }
    } else if (s->udp->flags & UDP_FLAGS_CONNECTED) {
        lwip_addr_out(&s->udp->remote_ip, s->udp->remote_port, mapped, out);
        err = 0;
    }
    lwip_core_unlock();
    return err;
}

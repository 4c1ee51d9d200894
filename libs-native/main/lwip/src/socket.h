/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_SOCKET_H
#define LWIP_PORT_SOCKET_H

#include "internal.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"

struct lwip_datagram;

struct uc_socket {
    union {
        struct tcp_pcb *tcp; /* NULL once the connection is gone */
        struct udp_pcb *udp;
    };
    uint8_t family; /* enum uc_net_family */
    uint8_t type;   /* enum uc_socket_type */
    bool listening;
    bool connecting;
    bool connected; /* was at some time */
    bool rx_end;    /* the peer sends no more */
    bool rx_shut;   /* the application wants no more */
    bool tx_shut;
    bool tx_wanted; /* somebody waits for room: tell when there is */
    bool tx_short;  /* memory was short: no room until something was sent */
    int16_t error;  /* UC_Exxx, until it is told */
    int linger_s;   /* -1: off */

    void (*watcher)(struct uc_socket *s, unsigned events, void *arg);
    void *watcher_arg;
    struct lwip_event event;

    union {
        struct { /* TCP, connected: pbufs linked by next, tot_len unused */
            struct pbuf *rx_first;
            struct pbuf *rx_last;
        };
        struct { /* TCP, listening: linked by next */
            struct uc_socket *accept_first;
            struct uc_socket *accept_last;
        };
        struct { /* UDP */
            struct lwip_datagram *datagram_first;
            struct lwip_datagram *datagram_last;
        };
    };
    size_t rx_bytes;
    size_t rx_limit;            /* UDP */
    struct uc_socket *next;     /* in the listener's queue */
    struct uc_socket *listener; /* NULL once accepted */
};

/* Tells watcher and waiters. The caller holds the core lock. */
void lwip_socket_signal(struct uc_socket *s, unsigned events);
unsigned lwip_socket_events(struct uc_socket *s);

struct uc_socket *lwip_socket_new(enum uc_net_family family,
                                  enum uc_socket_type type);

/* socket_tcp.c */
int lwip_tcp_open(struct uc_socket *s);
void lwip_tcp_close(struct uc_socket *s, bool abort);
unsigned lwip_tcp_events(struct uc_socket *s);
int lwip_tcp_connect(struct uc_socket *s, const ip_addr_t *addr, u16_t port);
uc_ssize_t lwip_tcp_recv(struct uc_socket *s, char *buf, size_t len,
                         unsigned flags);
uc_ssize_t lwip_tcp_send(struct uc_socket *s, const void *buf, size_t len,
                         unsigned flags);
int lwip_tcp_shutdown(struct uc_socket *s, unsigned how);
/* The callbacks that tell (s) of its connection. */
void lwip_tcp_attach(struct uc_socket *s);

/* socket_udp.c */
int lwip_udp_open(struct uc_socket *s);
void lwip_udp_close(struct uc_socket *s);
/* Of the datagram that is received next; 0 where none waits. */
size_t lwip_udp_next_bytes(const struct uc_socket *s);
int lwip_udp_connect(struct uc_socket *s, const ip_addr_t *addr, u16_t port);
uc_ssize_t lwip_udp_recv(struct uc_socket *s, char *buf, size_t len,
                         unsigned flags, struct uc_net_addr *from);
uc_ssize_t lwip_udp_send(struct uc_socket *s, const void *buf, size_t len,
                         const struct uc_net_addr *to);

#endif /* LWIP_PORT_SOCKET_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NETSTACK_H
#define UC_NETSTACK_H

/*
 * Contract "netstack" 1.0, one provider: sockets as objects. No descriptors and
 * no errno: libc's socket() and POSIX libraries make those of them.
 *
 * Every function: context thread, unless said otherwise. No call blocks, but
 * uc_socket_wait and uc_net_resolve.
 */
#include <uc/types.h>

struct uc_socket;

enum uc_net_family {
    UC_NET_IPV4 = 4,
    UC_NET_IPV6 = 6,
};

enum uc_socket_type {
    UC_SOCKET_TCP,
    UC_SOCKET_UDP,
};

/* IPv4 addresses use the first 4 bytes of (addr). Network byte order. */
struct uc_net_addr {
    uint8_t family; /* enum uc_net_family; 0 where there is no address */
    uint16_t port;  /* CPU byte order */
    uint32_t scope; /* IPv6: 1 + index of the device, 0 for any */
    uint8_t addr[16];
};

/* What a socket is ready for; hang-up and error are always told. */
enum uc_socket_event {
    UC_SOCKET_READABLE = 1 << 0, /* data, end of stream, or one to accept */
    UC_SOCKET_WRITABLE = 1 << 1,
    UC_SOCKET_HANGUP = 1 << 2, /* both directions are closed */
    UC_SOCKET_ERROR = 1 << 3,
    UC_SOCKET_READ_END = 1 << 4, /* the peer sends no more */
};

enum uc_socket_flag {
    UC_SOCKET_PEEK = 1 << 0, /* receive: leave the data where they are */
    /*
     * Send, TCP: the data are not copied; they must stay as they are until the
     * socket is closed and its peer has them: constants, files of the initrd.
     */
    UC_SOCKET_STATIC = 1 << 1,
    /* Send, TCP: more follows at once, do not send a short segment yet. */
    UC_SOCKET_MORE = 1 << 2,
    /* Receive, UDP: tell how long the datagram is, even where it is cut. */
    UC_SOCKET_TRUNC = 1 << 3,
};

/*
 * Errors: -UC_EAFNOSUPPORT (family not in this image), -UC_ENOMEM.
 * Owns: the caller must close (*out).
 */
int uc_socket_open(struct uc_socket **out, enum uc_net_family family,
                   enum uc_socket_type type);

/*
 * Sends what is queued, then ends the connection; (s) is gone at once and its
 * watcher is not called any more.
 */
void uc_socket_close(struct uc_socket *s);

/* Resets a TCP connection instead of closing it; (s) is gone. */
void uc_socket_abort(struct uc_socket *s);

/* Errors: -UC_EADDRINUSE, -UC_EADDRNOTAVAIL, -UC_EINVAL. */
int uc_socket_bind(struct uc_socket *s, const struct uc_net_addr *addr);

/* (backlog) of 0 is the stack's largest. Errors: -UC_EINVAL, -UC_ENOMEM. */
int uc_socket_listen(struct uc_socket *s, unsigned backlog);

/* Errors: -UC_EAGAIN (none waits), -UC_EINVAL. (peer) may be NULL. */
int uc_socket_accept(struct uc_socket *s, struct uc_socket **out,
                     struct uc_net_addr *peer);

/*
 * TCP: starts to connect; -UC_EINPROGRESS, then writable, or error and
 * UC_SOCKOPT_ERROR tells. UDP: sets the peer, 0.
 * Errors: -UC_EISCONN, -UC_ENETUNREACH, -UC_ENOMEM.
 */
int uc_socket_connect(struct uc_socket *s, const struct uc_net_addr *addr);

/*
 * Returns how many bytes it received, 0 at the end of a stream; of a datagram
 * longer than (len) the rest is lost; UC_SOCKET_TRUNC tells. (from) may be
 * NULL.
 * Errors: -UC_EAGAIN, -UC_ECONNRESET, -UC_ENOTCONN, -UC_ETIMEDOUT.
 */
uc_ssize_t uc_socket_recv(struct uc_socket *s, void *buf, size_t len,
                          unsigned flags, struct uc_net_addr *from);

/*
 * TCP, without a copy: points (*data) at the next received bytes and returns
 * how many lie in one piece there; they stay valid until uc_socket_consume or
 * close. Results and errors as uc_socket_recv's.
 */
uc_ssize_t uc_socket_peek(struct uc_socket *s, const void **data);

/* Drops the first (len) received bytes, no more than there are. */
void uc_socket_consume(struct uc_socket *s, size_t len);

/*
 * TCP: queues as much as there is room for and returns how much. UDP: one
 * datagram, whole. (to) is NULL on a connected socket.
 * Errors: -UC_EAGAIN (no room; writable tells when), -UC_EPIPE,
 * -UC_ECONNRESET, -UC_ENOTCONN, -UC_EMSGSIZE, -UC_EDESTADDRREQ,
 * -UC_ENETUNREACH, -UC_ENOMEM.
 */
uc_ssize_t uc_socket_send(struct uc_socket *s, const void *buf, size_t len,
                          unsigned flags, const struct uc_net_addr *to);

/*
 * Lets a batch of sends over many sockets leave together: what sockets queued
 * since goes to the device now. A stack does so by itself before it sleeps.
 */
void uc_net_flush(void);

/*
 * Ends what connections send, and lets it leave: returns once all of it is
 * acknowledged and every device is done, after a second at the latest. Called
 * once, by whoever ends the image: uc_exit of contract "boot" does so.
 *
 * Context: thread.
 */
void uc_netstack_shutdown(void);

enum uc_socket_how {
    UC_SOCKET_END_READ = 1,
    UC_SOCKET_END_WRITE = 2,
    UC_SOCKET_END_BOTH = 3,
};

/* TCP half close. Errors: -UC_ENOTCONN. */
int uc_socket_shutdown(struct uc_socket *s, enum uc_socket_how how);

/* What (s) is ready for now, enum uc_socket_event. */
unsigned uc_socket_events(struct uc_socket *s);

/*
 * Calls (watcher)(s, events, arg) whenever (s) becomes ready for more (edges,
 * not levels), in the stack's own thread with its lock held: the watcher notes
 * it and wakes somebody; it may call uc_socket_events, recv, peek, consume,
 * send and accept of this contract, but not close, abort or wait. NULL ends it.
 */
void uc_socket_watch(struct uc_socket *s,
                     void (*watcher)(struct uc_socket *s, unsigned events,
                                     void *arg),
                     void *arg);

/*
 * Waits until (s) is ready for one of (events), hung up or in error, or
 * (deadline). Returns what it is ready for, or -UC_ETIMEDOUT.
 */
int uc_socket_wait(struct uc_socket *s, unsigned events, uc_nsec_t deadline);

/* Errors of both: -UC_ENOTCONN, -UC_EINVAL. */
int uc_socket_local(struct uc_socket *s, struct uc_net_addr *out);
int uc_socket_peer(struct uc_socket *s, struct uc_net_addr *out);

enum uc_sockopt {
    UC_SOCKOPT_ERROR,       /* get only: pending UC_Exxx, cleared by reading */
    UC_SOCKOPT_NODELAY,     /* 0 or 1 */
    UC_SOCKOPT_KEEPALIVE,   /* 0 or 1 */
    UC_SOCKOPT_KEEPIDLE_S,  /* seconds */
    UC_SOCKOPT_KEEPINTVL_S, /* seconds */
    UC_SOCKOPT_KEEPCNT,     /* probes */
    UC_SOCKOPT_REUSEADDR,   /* 0 or 1 */
    UC_SOCKOPT_BROADCAST,   /* 0 or 1 */
    UC_SOCKOPT_V6ONLY,      /* 0 or 1, before bind */
    UC_SOCKOPT_RCVBUF_BYTES,
    UC_SOCKOPT_SNDBUF_BYTES,
    UC_SOCKOPT_TTL,      /* 1 to 255 */
    UC_SOCKOPT_LINGER_S, /* -1 off */
    /* Get only: received and not read; of UDP, of the next datagram. */
    UC_SOCKOPT_READABLE_BYTES,
};

/* Errors: -UC_ENOPROTOOPT (not known here), -UC_EINVAL (value). */
int uc_socket_option_set(struct uc_socket *s, enum uc_sockopt option,
                         int value);
int uc_socket_option_get(struct uc_socket *s, enum uc_sockopt option,
                         int *value);

/*
 * Looks (name) up by DNS, or reads it as a numeric address, and fills (out).
 * (family) 0 is any. Returns how many addresses, (max) at most.
 * Errors: -UC_ENOENT (no such name), -UC_ETIMEDOUT, -UC_ENETDOWN, -UC_EINVAL.
 */
int uc_net_resolve(const char *name, int family, struct uc_net_addr *out,
                   unsigned max, uc_nsec_t deadline);

/* Name server (index), 0 first, of the command line or of DHCP. Errors:
 * -UC_ENOENT past the last. */
int uc_net_name_server(unsigned index, struct uc_net_addr *out);

/*
 * State of network interface (index), 0 first.
 * Errors: -UC_ENOENT past the last.
 */
struct uc_net_interface {
    char name[8];
    uint8_t mac[6];
    uint16_t mtu;
    bool up; /* has a link and an address that may be used */
    struct uc_net_addr ipv4;
    uint8_t ipv4_prefix;
    struct uc_net_addr ipv4_gateway;
    struct uc_net_addr ipv6[3]; /* family 0 past the last */
    uint64_t rx_frames, tx_frames, rx_bytes, tx_bytes, rx_dropped, tx_dropped;
};

int uc_net_interface(unsigned index, struct uc_net_interface *out);

/*
 * Waits until some interface is up. Errors: -UC_ETIMEDOUT, -UC_ENODEV (no
 * device at all).
 */
int uc_net_wait_up(uc_nsec_t deadline);

#endif /* UC_NETSTACK_H */

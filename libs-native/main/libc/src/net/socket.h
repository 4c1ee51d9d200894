/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SOCKET_H
#define LIBC_SOCKET_H

/* Sockets of contract "netstack" behind file descriptors. */
#include <stdbool.h>
#include <sys/socket.h>

#include <uc/netstack.h>

#include "../unistd/descriptor.h"

struct libc_socket {
    struct libc_open open;
    struct uc_socket *s;
    int family; /* AF_INET or AF_INET6 */
    int type;   /* SOCK_STREAM or SOCK_DGRAM */
    bool listens;
    bool watched;              /* by poll */
    uc_nsec_t receive_timeout; /* 0: none */
    uc_nsec_t send_timeout;
};

/* Holds the socket (fd); NULL with errno EBADF or ENOTSOCK. */
struct libc_socket *libc_socket_hold(int fd);
void libc_socket_release(struct libc_socket *so);

/* -UC_EINVAL (too short), -UC_EAFNOSUPPORT. */
int libc_address_read(const struct sockaddr *from, socklen_t len,
                      struct uc_net_addr *out);

/*
 * Writes (addr) as an address of (family), cut to (*len) bytes, and sets (*len)
 * to what it would have taken. (to) may be NULL.
 */
void libc_address_write(const struct uc_net_addr *addr, int family,
                        struct sockaddr *to, socklen_t *len);

/* (span) from now on; never where it is 0. */
uc_nsec_t libc_deadline(uc_nsec_t span);

/* (flags) are MSG_...; results are 0 or more, or -UC_Exxx. */
uc_ssize_t libc_socket_receive(struct libc_socket *so, void *buf, size_t len,
                               int flags, struct uc_net_addr *from);
uc_ssize_t libc_socket_send(struct libc_socket *so, const void *buf, size_t len,
                            int flags, const struct uc_net_addr *to);

uc_ssize_t libc_socket_write_pieces(struct libc_open *o,
                                    const struct iovec *pieces, int count);
uc_ssize_t libc_socket_read_pieces(struct libc_open *o,
                                   const struct iovec *pieces, int count);

/* Events of <poll.h>; and from now on libc_poll_notice tells of new ones. */
unsigned libc_socket_poll(struct libc_open *o);
void libc_poll_notice(struct uc_socket *s, unsigned events, void *unused);

#endif /* LIBC_SOCKET_H */

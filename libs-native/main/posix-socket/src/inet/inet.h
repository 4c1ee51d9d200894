/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_INET_H
#define POSIX_SOCKET_INET_H

/* Sockets of contract "netstack" behind descriptors. */
#include <uc/netstack.h>

#include "../internal.h"

enum {
    POSIX_SOCKET_TCP = 6, /* IPPROTO_TCP */
    POSIX_SOCKET_UDP = 17,
};

struct posix_socket_inet {
    struct posix_socket so;
    struct uc_socket *s;
    bool bound;
    bool fresh; /* TCP: neither connects nor listens yet */
    bool cork;  /* TCP_CORK */
};

static inline struct posix_socket_inet *
posix_socket_inet(struct posix_socket *so)
{
    return UC_CONTAINER_OF(so, struct posix_socket_inet, so);
}

/*
 * Makes a socket with status flags (flags), around (s), which may be NULL at
 * first, and gives it a number, which it returns. Errors: -UC_EMFILE,
 * -UC_ENOMEM. Owns: (s), on success.
 */
int posix_socket_inet_new(const struct posix_socket *like, struct uc_socket *s,
                          unsigned flags, struct posix_socket_inet **out);

/* From now on (inet) stands for (s), and tells of its edges. */
void posix_socket_inet_attach(struct posix_socket_inet *inet,
                              struct uc_socket *s);

/* calls.c */
int posix_socket_inet_bind(struct posix_socket *so, const void *addr,
                           uint32_t bytes);
int posix_socket_inet_listen(struct posix_socket *so, int backlog);
int posix_socket_inet_accept(struct posix_socket *so, void *addr,
                             uint32_t *bytes, unsigned flags);
int posix_socket_inet_connect(struct posix_socket *so, const void *addr,
                              uint32_t bytes);
int posix_socket_inet_shutdown(struct posix_socket *so, unsigned how);
int posix_socket_inet_name(struct posix_socket *so, bool peer, void *addr,
                           uint32_t *bytes);

/* options.c */
int posix_socket_inet_option_set(struct posix_socket *so, int level, int option,
                                 const void *value, uint32_t bytes);
int posix_socket_inet_option_get(struct posix_socket *so, int level, int option,
                                 int *value, uint32_t *bytes);

/* transfer.c */
uc_ssize_t posix_socket_inet_receive(struct posix_socket *so,
                                     struct posix_socket_message *message,
                                     size_t skip, unsigned flags);
uc_ssize_t posix_socket_inet_send(struct posix_socket *so,
                                  const struct posix_socket_message *message,
                                  size_t skip, unsigned flags);

/* address.c. Errors: -UC_EINVAL (too short), -UC_EAFNOSUPPORT. */
int posix_socket_addr_read(const struct posix_socket *so, const void *from,
                           uint32_t bytes, struct uc_net_addr *out);

/* As an address of (so)'s family, cut to (*bytes), which it sets. */
void posix_socket_addr_write(const struct posix_socket *so,
                             const struct uc_net_addr *addr, void *to,
                             uint32_t *bytes);

#endif /* POSIX_SOCKET_INET_H */

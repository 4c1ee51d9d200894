/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_INTERNAL_H
#define POSIX_SOCKET_INTERNAL_H

#include <uc/fd.h>
#include <uc/types.h>

/* Spec: Linux, include/linux/socket.h, include/uapi/asm-generic/socket.h. */
enum {
    POSIX_SOCKET_AF_UNSPEC = 0,
    POSIX_SOCKET_AF_UNIX = 1,
    POSIX_SOCKET_AF_INET = 2,
    POSIX_SOCKET_AF_INET6 = 10,
    POSIX_SOCKET_AF_NETLINK = 16,
    POSIX_SOCKET_STREAM = 1,
    POSIX_SOCKET_DGRAM = 2,
    POSIX_SOCKET_SEQPACKET = 5,
    POSIX_SOCKET_TYPE = 0xf,
    POSIX_SOCKET_SOL = 1,
    POSIX_SOCKET_FIONREAD = 0x541b,
    POSIX_SOCKET_OPTION_BYTES = 16, /* the largest of a family */
    /* SOCK_NONBLOCK, SOCK_CLOEXEC */
    POSIX_SOCKET_FLAGS = UC_FD_NONBLOCK | UC_FD_CLOEXEC,
};

enum posix_socket_message_flag {
    POSIX_SOCKET_OOB = 0x1,
    POSIX_SOCKET_PEEK = 0x2,
    POSIX_SOCKET_CTRUNC = 0x8, /* of what was received */
    POSIX_SOCKET_TRUNC = 0x20,
    POSIX_SOCKET_DONTWAIT = 0x40,
    POSIX_SOCKET_WAITALL = 0x100,
    POSIX_SOCKET_ERRQUEUE = 0x2000,
    POSIX_SOCKET_NOSIGNAL = 0x4000,
    POSIX_SOCKET_MORE = 0x8000,
    POSIX_SOCKET_WAITFORONE = 0x10000,
    POSIX_SOCKET_CMSG_CLOEXEC = 0x40000000,
};

/* struct msghdr of the kernel. */
struct posix_socket_message {
    void *name; /* may be NULL */
    uint32_t name_bytes;
    const struct uc_fs_piece *pieces;
    size_t n;
    void *control;
    size_t control_bytes;
    unsigned flags;
};

struct posix_socket;

/*
 * What a family does. Results are 0 or more, or -UC_Exxx. NULL, of those that
 * may be: -UC_EOPNOTSUPP.
 */
struct posix_socket_ops {
    int (*bind)(struct posix_socket *so, const void *addr, uint32_t bytes);
    int (*listen)(struct posix_socket *so, int backlog);
    /* Returns the number of the new one. (addr) may be NULL. */
    int (*accept)(struct posix_socket *so, void *addr, uint32_t *bytes,
                  unsigned flags);
    int (*connect)(struct posix_socket *so, const void *addr, uint32_t bytes);
    int (*shutdown)(struct posix_socket *so, unsigned how);
    /* Own name, or that of the peer. */
    int (*name)(struct posix_socket *so, bool peer, void *addr,
                uint32_t *bytes);
    /* Of an int. Errors: -UC_ENOPROTOOPT. */
    int (*option_set)(struct posix_socket *so, int level, int option,
                      const void *value, uint32_t bytes);
    /* Stores an int at (value), or more, up to POSIX_SOCKET_OPTION_BYTES, and
     * then how many bytes in (*bytes). */
    int (*option_get)(struct posix_socket *so, int level, int option,
                      int *value, uint32_t *bytes);
    /*
     * Once, without waiting: as much as there is, or as there is room for, of
     * what (message) holds after (skip) bytes. Never NULL. receive adds what it
     * has to say to (message->flags), and steps over what it writes of
     * (message->control).
     */
    uc_ssize_t (*receive)(struct posix_socket *so,
                          struct posix_socket_message *message, size_t skip,
                          unsigned flags);
    uc_ssize_t (*send)(struct posix_socket *so,
                       const struct posix_socket_message *message, size_t skip,
                       unsigned flags);
};

struct posix_socket {
    struct uc_fd fd;
    const struct posix_socket_ops *ops;
    uint16_t family;
    uint16_t type;
    uint16_t protocol;
    bool listens;
    uc_nsec_t receive_span; /* SO_RCVTIMEO; 0: none */
    uc_nsec_t send_span;
};

/* New sockets of each family; (type) with POSIX_SOCKET_FLAGS. Return numbers.
 */
int posix_socket_inet_open(int family, unsigned type, int protocol);
int posix_socket_unix_open(unsigned type, int protocol);

/* The socket behind (number), held; -UC_EBADF, -UC_ENOTSOCK. */
int posix_socket_get(int number, struct posix_socket **out);

/* Waits as long as (span) lets it. -UC_EAGAIN where time is up; -UC_EINTR. */
int posix_socket_wait(struct posix_socket *so, unsigned events, uc_nsec_t span);

/* message.c; (flags) are enum posix_socket_message_flag. */
uc_ssize_t posix_socket_receive(struct posix_socket *so,
                                struct posix_socket_message *message,
                                unsigned flags);
uc_ssize_t posix_socket_send(struct posix_socket *so,
                             const struct posix_socket_message *message,
                             unsigned flags);

/* Puts (bytes) at (from) into the pieces of (message), which have room. */
void posix_socket_scatter(const struct posix_socket_message *message,
                          const void *from, size_t bytes);

/* Of struct uc_fd_ops, of all families. */
uc_ssize_t posix_socket_readv(struct uc_fd *fd,
                              const struct uc_fs_piece *pieces, unsigned n);
uc_ssize_t posix_socket_writev(struct uc_fd *fd,
                               const struct uc_fs_piece *pieces, unsigned n);

/* Cuts what (bytes) at (from) hold to what (*room) says, which it sets. */
void posix_socket_copy_out(const void *from, uint32_t bytes, void *to,
                           uint32_t *room);

#endif /* POSIX_SOCKET_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_TESTS_CALLS_H
#define POSIX_SOCKET_TESTS_CALLS_H

/* The calls under test, as a C library sees them. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/test.h>

enum {
    AF_UNIX = 1,
    AF_INET = 2,
    AF_INET6 = 10,
    STREAM = 1,
    DGRAM = 2,
    RAW = 3,
    SEQPACKET = 5,
    NONBLOCK = 04000,
    PEEK = 2,
    CTRUNC = 8,
    TRUNC = 0x20,
    DONTWAIT = 0x40,
    WAITALL = 0x100,
    NOSIGNAL = 0x4000,
    MORE = 0x8000,
    WAITFORONE = 0x10000,
    CMSG_CLOEXEC = 0x40000000,
    FIONREAD = 0x541b,
    SIGPIPE = 13,
    IN = 1,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    READ_END = 0x2000,
};

struct message {
    void *name;
    uint32_t name_bytes;
    const struct uc_fs_piece *pieces;
    size_t n;
    void *control;
    size_t control_bytes;
    unsigned flags;
};

struct batch {
    struct message message;
    unsigned bytes;
};

struct action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

long uc_sys_accept4(int number, void *addr, uint32_t *bytes, unsigned flags);
long uc_sys_bind(int number, const void *addr, uint32_t bytes);
long uc_sys_close(int number);
long uc_sys_connect(int number, const void *addr, uint32_t bytes);
long uc_sys_dup(int number);
long uc_sys_fcntl(int number, int command, long arg);
long uc_sys_getpeername(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockname(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockopt(int number, int level, int option, void *value,
                       uint32_t *bytes);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_listen(int number, int backlog);
long uc_sys_pipe2(int *out, unsigned flags);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_readv(int number, const struct uc_fs_piece *pieces, int n);
long uc_sys_recvfrom(int number, void *buf, size_t bytes, unsigned flags,
                     void *addr, uint32_t *addr_bytes);
long uc_sys_recvmmsg(int number, struct batch *batch, unsigned n,
                     unsigned flags, const int64_t *span);
long uc_sys_recvmsg(int number, struct message *message, unsigned flags);
long uc_sys_rt_sigaction(int signal, const struct action *set,
                         struct action *old, size_t bytes);
long uc_sys_sendmmsg(int number, struct batch *batch, unsigned n,
                     unsigned flags);
long uc_sys_sendmsg(int number, const struct message *message, unsigned flags);
long uc_sys_sendto(int number, const void *buf, size_t bytes, unsigned flags,
                   const void *addr, uint32_t addr_bytes);
long uc_sys_setsockopt(int number, int level, int option, const void *value,
                       uint32_t bytes);
long uc_sys_shutdown(int number, unsigned how);
long uc_sys_socket(int family, unsigned type, int protocol);
long uc_sys_socketpair(int family, unsigned type, int protocol, int *out);
long uc_sys_write(int number, const void *buf, size_t bytes);
long uc_sys_writev(int number, const struct uc_fs_piece *pieces, int n);

static inline unsigned events_of(int number)
{
    struct uc_fd *fd = uc_fd_get(number);
    unsigned events = fd->ops->events(fd);

    uc_fd_release(fd);
    return events;
}

#endif /* POSIX_SOCKET_TESTS_CALLS_H */

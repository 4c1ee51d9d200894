/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CALLS_H
#define CALLS_H

/* The calls under test, as a C library sees them. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/test.h>

enum {
    AF_UNIX = 1,
    STREAM = 1,
    DGRAM = 2,
    SEQPACKET = 5,
    PEEK = 2,
    CTRUNC = 8,
    TRUNC = 0x20,
    DONTWAIT = 0x40,
    WAITALL = 0x100,
    NOSIGNAL = 0x4000,
    WAITFORONE = 0x10000,
    CMSG_CLOEXEC = 0x40000000,
    IN = 1,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    READ_END = 0x2000,
    CAPACITY = 65536,
};

struct addr {
    uint16_t family;
    char path[108];
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

long uc_sys_accept4(int number, void *addr, uint32_t *bytes, unsigned flags);
long uc_sys_bind(int number, const void *addr, uint32_t bytes);
long uc_sys_close(int number);
long uc_sys_connect(int number, const void *addr, uint32_t bytes);
long uc_sys_fcntl(int number, int command, long arg);
long uc_sys_getpeername(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockname(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockopt(int number, int level, int option, void *value,
                       uint32_t *bytes);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_listen(int number, int backlog);
long uc_sys_pipe2(int *out, unsigned flags);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_recvfrom(int number, void *buf, size_t bytes, unsigned flags,
                     void *addr, uint32_t *addr_bytes);
long uc_sys_recvmmsg(int number, struct batch *batch, unsigned n,
                     unsigned flags, const int64_t *span);
long uc_sys_recvmsg(int number, struct message *message, unsigned flags);
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

extern char in[CAPACITY + 1];

/* Of a path, or of an abstract name where it begins with "@". */
uint32_t address(const char *name, struct addr *out);
int open_socket(unsigned type);
int bound(const char *name, unsigned type);
int listener_at(const char *name, unsigned type, int backlog);
long connect_to(int number, const char *name);
int accept_one(int number);
long receive(int number, unsigned flags);
unsigned events_of(int number);
void close_all(const int *numbers, unsigned n);
/* Whether (number), or with (peer) what it is connected to, has (name). */
bool has_name(int number, bool peer, const char *name);

#endif /* CALLS_H */

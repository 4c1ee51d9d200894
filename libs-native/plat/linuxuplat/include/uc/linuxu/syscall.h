/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_LINUXU_SYSCALL_H
#define UC_LINUXU_SYSCALL_H

/*
 * System calls of the Linux that runs the image, for drivers of platform
 * linuxu. Numbers and errors are translated for each architecture: a result
 * below 0 is -UC_Exxx.
 *
 * Once init level 6 has begun, a filter (option linuxuplat.seccomp) lets
 * through only what is marked with *; any other call ends the image. So drivers
 * open their files at init level 3.
 *
 * Context of all: any; calls that wait stop the whole image.
 */
#include <uc/types.h>

enum uc_linuxu_call {
    UC_LINUXU_READ,          /* * */
    UC_LINUXU_WRITE,         /* * */
    UC_LINUXU_READV,         /* * */
    UC_LINUXU_WRITEV,        /* * */
    UC_LINUXU_PPOLL,         /* * */
    UC_LINUXU_CLOCK_GETTIME, /* * with 64-bit seconds everywhere */
    UC_LINUXU_GETRANDOM,     /* * */
    UC_LINUXU_MPROTECT,      /* * without PROT_EXEC */
    UC_LINUXU_SIGRETURN,     /* * */
    UC_LINUXU_RESTART,       /* * by the kernel itself, after a stop */
    UC_LINUXU_EXIT_GROUP,    /* * */
    UC_LINUXU_OPENAT,
    UC_LINUXU_CLOSE,
    UC_LINUXU_LSEEK,
    UC_LINUXU_IOCTL,
    UC_LINUXU_FCNTL,
    UC_LINUXU_MMAP, /* the offset counts pages */
    UC_LINUXU_SIGACTION,
    UC_LINUXU_SIGALTSTACK,
    UC_LINUXU_PRCTL,
    UC_LINUXU_GETSOCKNAME,
    UC_LINUXU_GETSOCKOPT,
    UC_LINUXU_CALLS,
};

/* struct iovec of the kernel. */
struct uc_linuxu_piece {
    void *data;
    size_t bytes;
};

enum {
    UC_LINUXU_O_RDONLY = 0,
    UC_LINUXU_O_RDWR = 2,
    UC_LINUXU_O_NONBLOCK = 04000,
    UC_LINUXU_O_CLOEXEC = 02000000,
};

/* The call itself; the functions below are easier. */
long uc_linuxu_call(enum uc_linuxu_call call, const long args[6]);

int uc_linuxu_open(const char *path, int flags);
void uc_linuxu_close(int fd);
/* Returns what the request returns, 0 or more. */
int uc_linuxu_ioctl(int fd, unsigned long request, void *arg);

/* Which way the argument of an ioctl request goes. */
enum uc_linuxu_direction {
    UC_LINUXU_NO_DATA,
    UC_LINUXU_TO_KERNEL,   /* _IOW of Linux' headers */
    UC_LINUXU_FROM_KERNEL, /* _IOR */
    UC_LINUXU_BOTH_WAYS,   /* _IOWR */
};

/*
 * The number of a request, as Linux makes it on this architecture; (bytes) is
 * the size of the argument. Spec: include/uapi/asm-generic/ioctl.h, and the
 * architectures' own.
 */
unsigned long uc_linuxu_request(enum uc_linuxu_direction direction,
                                unsigned char type, unsigned char number,
                                unsigned bytes);
int uc_linuxu_set_nonblocking(int fd);
/* (*bytes): the room at (address) or (value); afterwards, what was filled. */
int uc_linuxu_getsockname(int fd, void *address, uint32_t *bytes);
int uc_linuxu_getsockopt(int fd, int level, int option, void *value,
                         uint32_t *bytes);
uc_ssize_t uc_linuxu_read(int fd, void *buf, size_t len);
uc_ssize_t uc_linuxu_write(int fd, const void *buf, size_t len);
uc_ssize_t uc_linuxu_readv(int fd, const struct uc_linuxu_piece *pieces,
                           unsigned count);
uc_ssize_t uc_linuxu_writev(int fd, const struct uc_linuxu_piece *pieces,
                            unsigned count);

/*
 * An interrupt line of this platform is a file descriptor, and fires for as
 * long as it can be read. A driver that polls its device quiets the line:
 * disarmed, its handler is not called and idling does not look at it. Armed
 * after uc_plat_irq_claim. Context: any.
 */
void uc_linuxu_irq_arm(int fd, bool armed);

#endif /* UC_LINUXU_SYSCALL_H */

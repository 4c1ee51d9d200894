/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_LINUX_SYSCALL_H
#define UC_LINUX_SYSCALL_H

/*
 * Contract "linux" 1.0, one provider: system calls of the Linux that an image
 * is a process of, for its drivers. Numbers and errors are translated for each
 * architecture: a result below 0 is -UC_Exxx.
 *
 * Once init level 6 has begun, the provider may let through only what is marked
 * with *; any other call then ends the image. So drivers open their files at
 * init level 3.
 *
 * Context of all: any; calls that wait stop the whole image.
 */
#include <uc/types.h>

enum uc_linux_call {
    UC_LINUX_READ,          /* * */
    UC_LINUX_WRITE,         /* * */
    UC_LINUX_READV,         /* * */
    UC_LINUX_WRITEV,        /* * */
    UC_LINUX_PPOLL,         /* * */
    UC_LINUX_CLOCK_GETTIME, /* * with 64-bit seconds everywhere */
    UC_LINUX_GETRANDOM,     /* * */
    UC_LINUX_MPROTECT,      /* * without PROT_EXEC */
    UC_LINUX_SIGRETURN,     /* * */
    UC_LINUX_RESTART,       /* * by the kernel itself, after a stop */
    UC_LINUX_EXIT_GROUP,    /* * */
    UC_LINUX_OPENAT,
    UC_LINUX_CLOSE,
    UC_LINUX_LSEEK,
    UC_LINUX_IOCTL,
    UC_LINUX_FCNTL,
    UC_LINUX_MMAP, /* the offset counts pages */
    UC_LINUX_SIGACTION,
    UC_LINUX_SIGALTSTACK,
    UC_LINUX_PRCTL,
    UC_LINUX_GETSOCKNAME,
    UC_LINUX_GETSOCKOPT,
    UC_LINUX_CALLS,
};

/* struct iovec of the kernel. */
struct uc_linux_piece {
    void *data;
    size_t bytes;
};

enum {
    UC_LINUX_O_RDONLY = 0,
    UC_LINUX_O_RDWR = 2,
    UC_LINUX_O_NONBLOCK = 04000,
    UC_LINUX_O_CLOEXEC = 02000000,
};

/* The call itself; the functions below are easier. */
long uc_linux_call(enum uc_linux_call call, const long args[6]);

int uc_linux_open(const char *path, int flags);
void uc_linux_close(int fd);
/* Returns what the request returns, 0 or more. */
int uc_linux_ioctl(int fd, unsigned long request, void *arg);

/* Which way the argument of an ioctl request goes. */
enum uc_linux_direction {
    UC_LINUX_NO_DATA,
    UC_LINUX_TO_KERNEL,   /* _IOW of Linux' headers */
    UC_LINUX_FROM_KERNEL, /* _IOR */
    UC_LINUX_BOTH_WAYS,   /* _IOWR */
};

/*
 * The number of a request, as Linux makes it on this architecture; (bytes) is
 * the size of the argument. Spec: include/uapi/asm-generic/ioctl.h, and the
 * architectures' own.
 */
unsigned long uc_linux_request(enum uc_linux_direction direction,
                               unsigned char type, unsigned char number,
                               unsigned bytes);
int uc_linux_set_nonblocking(int fd);
/* (*bytes): the room at (address) or (value); afterwards, what was filled. */
int uc_linux_getsockname(int fd, void *address, uint32_t *bytes);
int uc_linux_getsockopt(int fd, int level, int option, void *value,
                        uint32_t *bytes);
uc_ssize_t uc_linux_read(int fd, void *buf, size_t len);
uc_ssize_t uc_linux_write(int fd, const void *buf, size_t len);
uc_ssize_t uc_linux_readv(int fd, const struct uc_linux_piece *pieces,
                          unsigned count);
uc_ssize_t uc_linux_writev(int fd, const struct uc_linux_piece *pieces,
                           unsigned count);

/*
 * An interrupt line of such an image is a file descriptor, and fires for as
 * long as it can be read. A driver that polls its device quiets the line:
 * disarmed, its handler is not called and idling does not look at it. Armed
 * after uc_plat_irq_claim. Context: any.
 */
void uc_linux_irq_arm(int fd, bool armed);

#endif /* UC_LINUX_SYSCALL_H */

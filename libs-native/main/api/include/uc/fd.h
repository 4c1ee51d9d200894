/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_FD_H
#define UC_FD_H

/*
 * Contract "posix-fd" 1.0, one provider: the table of descriptors, and the
 * system calls on them (uc/syscall.h). Libraries make what stands behind a
 * number: a socket, a file, a pipe.
 *
 * Context of all: thread.
 */
#include <uc/fs.h>
#include <uc/types.h>

struct uc_fd;

/* What it is ready for. Spec: Linux, include/uapi/asm-generic/poll.h. */
enum uc_fd_event {
    UC_FD_IN = 0x1,
    UC_FD_OUT = 0x4,
    UC_FD_ERROR = 0x8,
    UC_FD_HANGUP = 0x10,
};

/* Results are 0 or more, or -UC_Exxx. NULL where there is no such thing. */
struct uc_fd_ops {
    /* Blocking, unless (fd->flags) has UC_FD_NONBLOCK. */
    uc_ssize_t (*readv)(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                        unsigned n);
    uc_ssize_t (*writev)(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                         unsigned n);
    int64_t (*seek)(struct uc_fd *fd, int64_t offset, int whence);
    int (*ioctl)(struct uc_fd *fd, unsigned long request, void *arg);
    /* enum uc_fd_event. */
    unsigned (*events)(struct uc_fd *fd);
    /* Nobody holds it any more: frees it. */
    void (*close)(struct uc_fd *fd);
};

/* Status flags. Spec: Linux, include/uapi/asm-generic/fcntl.h. */
enum uc_fd_flag {
    UC_FD_WRONLY = 01,
    UC_FD_RDWR = 02,
    UC_FD_ACCESS = 03,
    UC_FD_APPEND = 02000,
    UC_FD_NONBLOCK = 04000,
    UC_FD_CLOEXEC = 02000000, /* of the number, not of what it stands for */
};

/* An open file description, the first member of its library's own struct. */
struct uc_fd {
    const struct uc_fd_ops *ops;
    unsigned flags; /* enum uc_fd_flag without UC_FD_CLOEXEC */
    unsigned holders;
};

/*
 * Gives (fd) the lowest free number from (lowest) on, with UC_FD_CLOEXEC or 0.
 * Returns it; -UC_EMFILE, -UC_ENOMEM.
 * Owns: the table, on success; the caller's hold is the table's.
 */
int uc_fd_install(struct uc_fd *fd, int lowest, unsigned flags);

/*
 * Returns what (number) stands for, held; NULL (-UC_EBADF) where nothing.
 * Owns: the caller releases it once.
 */
struct uc_fd *uc_fd_get(int number);

/* One who holds it more, or less: the last one closes it. */
void uc_fd_hold(struct uc_fd *fd);
void uc_fd_release(struct uc_fd *fd);

#endif /* UC_FD_H */

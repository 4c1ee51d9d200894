/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_FILES_FILE_H
#define LIBC_FILES_FILE_H

/* Files of contract "vfs" behind descriptors. */
#include <uc/vfs.h>

#include "../unistd/descriptor.h"

struct libc_vfs_file {
    struct libc_open open;
    struct uc_file *file;
};

/* NULL where (o) is no file. */
struct uc_file *libc_vfs_file_of(const struct libc_open *o);
/* Holds the file (fd); NULL with errno EBADF, or, for what is no file, (other).
 */
struct libc_vfs_file *libc_vfs_hold(int fd, int other);
void libc_vfs_release(struct libc_vfs_file *file);

/* A descriptor of (file), which it takes over; -UC_Exxx, and (file) is closed.
 */
int libc_vfs_adopt(struct uc_file *file, unsigned flags);

/*
 * What (at) stands for, to begin relative paths at: NULL for AT_FDCWD, and for
 * absolute paths whatever it is.
 */
struct libc_at {
    struct libc_vfs_file *held;
    struct uc_file *file;
};

/* 0, or -UC_EBADF, -UC_ENOTDIR. Let go of by end, which returns the result as
 * C functions do. */
int libc_at_begin(struct libc_at *at, int fd, const char *path);
int libc_at_end(struct libc_at *at, int result);

/* The common case: (call), an expression of at.file, at (fd). */
#define LIBC_AT(fd, path, call)                                                \
    ({                                                                         \
        struct libc_at at;                                                     \
        int libc_at_result = libc_at_begin(&at, (fd), (path));                 \
        libc_at_end(&at, libc_at_result < 0 ? libc_at_result : (call));        \
    })

#endif /* LIBC_FILES_FILE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FD_PIECES_H
#define POSIX_FD_PIECES_H

#include <uc/errors.h>

#include "internal.h"

enum {
    /* Of one read or write. Spec: Linux, MAX_RW_COUNT. */
    POSIX_FD_BYTES_MAX = 0x7ffff000,
    POSIX_FD_PIECES_MAX = 1024, /* IOV_MAX */
};

static inline size_t posix_fd_limit(size_t bytes)
{
    return bytes < POSIX_FD_BYTES_MAX ? bytes : POSIX_FD_BYTES_MAX;
}

/*
 * Checks what readv and writev get, and holds what (number) stands for, unless
 * it was opened with access (forbidden). Returns 0; -UC_EBADF, -UC_EINVAL.
 */
int posix_fd_for(int number, unsigned forbidden,
                 const struct uc_fs_piece *pieces, int n, struct uc_fd **out);

#endif /* POSIX_FD_PIECES_H */

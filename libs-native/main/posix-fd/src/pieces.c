/* SPDX-License-Identifier: BSD-3-Clause */
#include "pieces.h"

int posix_fd_for(int number, unsigned forbidden,
                 const struct uc_fs_piece *pieces, int n, struct uc_fd **out)
{
    size_t rest = SIZE_MAX / 2;

    if (n < 0 || n > POSIX_FD_PIECES_MAX) {
        return -UC_EINVAL;
    }
    for (int i = 0; i < n; i++) {
        if (pieces[i].bytes > rest) {
            return -UC_EINVAL;
        }
        rest -= pieces[i].bytes;
    }
    const struct posix_fd_entry *entry = posix_fd_entry(number);
    if (entry == NULL || (entry->fd->flags & UC_FD_ACCESS) == forbidden) {
        return -UC_EBADF;
    }
    uc_fd_hold(entry->fd);
    *out = entry->fd;
    return 0;
}

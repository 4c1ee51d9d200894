/* SPDX-License-Identifier: BSD-3-Clause */
#include "pieces.h"

long uc_sys_write(int number, void *buf, size_t bytes);
long uc_sys_writev(int number, const struct uc_fs_piece *pieces, int n);

long uc_sys_writev(int number, const struct uc_fs_piece *pieces, int n)
{
    struct uc_fd *fd;
    int err = posix_fd_for(number, 0, pieces, n, &fd);

    if (err < 0) {
        return err;
    }
    long result = -UC_EINVAL;
    if (fd->ops->writev != NULL) {
        result = fd->ops->writev(fd, pieces, (unsigned)n);
    }
    uc_fd_release(fd);
    return result;
}

long uc_sys_write(int number, void *buf, size_t bytes)
{
    const struct uc_fs_piece piece = {buf, posix_fd_limit(bytes)};

    return uc_sys_writev(number, &piece, 1);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

long uc_sys_lseek(int number, long offset, int whence);

long uc_sys_lseek(int number, long offset, int whence)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    long result = -UC_ESPIPE;
    if (fd->ops->seek != NULL) {
        result = (long)fd->ops->seek(fd, offset, whence);
    }
    uc_fd_release(fd);
    return result;
}

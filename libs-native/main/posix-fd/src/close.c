/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

long uc_sys_close(int number);

long uc_sys_close(int number)
{
    struct posix_fd_entry *entry = posix_fd_entry(number);

    if (entry == NULL) {
        return -UC_EBADF;
    }
    struct uc_fd *fd = entry->fd;
    entry->fd = NULL;
    if ((unsigned)number < posix_fd_table.lowest) {
        posix_fd_table.lowest = (unsigned)number;
    }
    uc_fd_release(fd);
    return 0;
}

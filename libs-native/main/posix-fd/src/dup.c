/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "dup.h"
#include "install.h"

long uc_sys_dup(int number);
long uc_sys_dup2(int from, int to);
long uc_sys_dup3(int from, int to, unsigned flags);

int posix_fd_dup(int number, int lowest, unsigned flags)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    int copy = uc_fd_install(fd, lowest, flags);
    if (copy < 0) {
        uc_fd_release(fd);
    }
    return copy;
}

long uc_sys_dup(int number)
{
    return posix_fd_dup(number, 0, 0);
}

long uc_sys_dup3(int from, int to, unsigned flags)
{
    if (from == to || (flags & ~(unsigned)UC_FD_CLOEXEC) != 0) {
        return -UC_EINVAL;
    }
    if (posix_fd_entry(from) == NULL || to < 0 ||
        to >= UC_CONFIG_POSIX_FD_MAX) {
        return -UC_EBADF;
    }
    int err = posix_fd_reserve(to);
    if (err < 0) {
        return err;
    }
    struct posix_fd_entry *entry = &posix_fd_table.entries[to];
    struct uc_fd *old = entry->fd;
    *entry = (struct posix_fd_entry){uc_fd_get(from), flags != 0};
    if (old != NULL) {
        uc_fd_release(old);
    }
    return to;
}

long uc_sys_dup2(int from, int to)
{
    if (from == to) {
        return posix_fd_entry(from) == NULL ? -UC_EBADF : to;
    }
    return uc_sys_dup3(from, to, 0);
}

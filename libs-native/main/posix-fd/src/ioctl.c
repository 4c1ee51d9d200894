/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

/* Spec: Linux, include/uapi/asm-generic/ioctls.h. */
enum {
    FIONBIO = 0x5421,
    FIONCLEX = 0x5450,
    FIOCLEX = 0x5451,
};

long uc_sys_ioctl(int number, unsigned long request, void *arg);

long uc_sys_ioctl(int number, unsigned long request, void *arg)
{
    struct posix_fd_entry *entry = posix_fd_entry(number);

    if (entry == NULL) {
        return -UC_EBADF;
    }
    struct uc_fd *fd = entry->fd;
    switch (request) {
    case FIONBIO:
        fd->flags = *(const int *)arg != 0
                        ? fd->flags | UC_FD_NONBLOCK
                        : fd->flags & ~(unsigned)UC_FD_NONBLOCK;
        return 0;
    case FIONCLEX:
    case FIOCLEX:
        entry->cloexec = request == FIOCLEX;
        return 0;
    default:
        break;
    }
    if (fd->ops->ioctl == NULL) {
        return -UC_ENOTTY;
    }
    uc_fd_hold(fd);
    long result = fd->ops->ioctl(fd, request, arg);
    uc_fd_release(fd);
    return result;
}

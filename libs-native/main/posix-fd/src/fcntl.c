/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/posix_file.h>

#include "dup.h"
#include "internal.h"

/* Spec: Linux, include/uapi/asm-generic/fcntl.h, linux/fcntl.h. */
enum command {
    F_DUPFD = 0,
    F_GETFD = 1,
    F_SETFD = 2,
    F_GETFL = 3,
    F_SETFL = 4,
    F_DUPFD_CLOEXEC = 1030,
    FD_CLOEXEC = 1,
    SETTABLE = UC_FD_APPEND | UC_FD_NONBLOCK,
};

long uc_sys_fcntl(int number, int command, long arg);

static long dup_from(int number, long lowest, unsigned flags)
{
    if (lowest < 0 || lowest >= UC_CONFIG_POSIX_FD_MAX) {
        return -UC_EINVAL;
    }
    return posix_fd_dup(number, (int)lowest, flags);
}

long uc_sys_fcntl(int number, int command, long arg)
{
    struct posix_fd_entry *entry = posix_fd_entry(number);

    if (entry == NULL) {
        return -UC_EBADF;
    }
    struct uc_fd *fd = entry->fd;
    switch (command) {
    case F_DUPFD:
        return dup_from(number, arg, 0);
    case F_DUPFD_CLOEXEC:
        return dup_from(number, arg, UC_FD_CLOEXEC);
    case F_GETFD:
        return entry->cloexec ? FD_CLOEXEC : 0;
    case F_SETFD:
        entry->cloexec = (arg & FD_CLOEXEC) != 0;
        return 0;
    case F_GETFL:
        return (long)(fd->flags & ~UC_FD_TYPE(UC_FS_TYPE_MASK));
    case F_SETFL:
        fd->flags =
            (fd->flags & ~(unsigned)SETTABLE) | ((unsigned)arg & SETTABLE);
        return 0;
    default:
        break;
    }
    if (!UC_CONFIG_POSIX_FD_FILES) {
        return -UC_EINVAL;
    }
    uc_fd_hold(fd);
    long result = uc_posix_file_fcntl(fd, command, (void *)arg);
    uc_fd_release(fd);
    return result;
}

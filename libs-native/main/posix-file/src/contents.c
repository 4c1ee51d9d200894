/* SPDX-License-Identifier: BSD-3-Clause */
/* Size, room, and what outlives a loss of power. */
#include "internal.h"

long uc_sys_truncate(const char *path, long bytes);
long uc_sys_ftruncate(int number, long bytes);
long uc_sys_fallocate(int number, int flags, long offset, long bytes);
long uc_sys_fsync(int number);
long uc_sys_fdatasync(int number);
long uc_sys_sync_file_range(int number, long offset, long bytes,
                            unsigned flags);
long uc_sys_sync(void);
long uc_sys_syncfs(int number);
long uc_sys_fadvise64(int number, long offset, long bytes, int advice);
long uc_sys_flock(int number, int operation);

/* Spec: Linux, include/uapi/linux/fs.h. */
enum {
    SYNC_FILE_RANGE = 0x7, /* WAIT_BEFORE, WRITE, WAIT_AFTER */
};

enum {
    POSIX_FADV_NOREUSE = 5, /* the last one */
};

long uc_sys_truncate(const char *path, long bytes)
{
    return POSIX_FILE_AT(POSIX_FILE_AT_CWD, path,
                         uc_vfs_truncate(at.file, path, bytes));
}

long uc_sys_ftruncate(int number, long bytes)
{
    return POSIX_FILE_WITH(number, uc_file_truncate(file, bytes));
}

long uc_sys_fallocate(int number, int flags, long offset, long bytes)
{
    struct uc_fd *held;
    struct uc_file *file;
    long result = posix_file_hold(number, UC_ENODEV, &held, &file);

    if (result == 0) {
        result = uc_file_allocate(file, offset, bytes, (unsigned)flags);
        uc_fd_release(held);
    }
    return result;
}

long uc_sys_fsync(int number)
{
    return POSIX_FILE_WITH(number, uc_file_sync(file, false));
}

long uc_sys_fdatasync(int number)
{
    return POSIX_FILE_WITH(number, uc_file_sync(file, true));
}

/* More than was asked: all contents, and they have arrived when it returns. */
long uc_sys_sync_file_range(int number, long offset, long bytes, unsigned flags)
{
    struct uc_fd *held;
    struct uc_file *file;
    long result = posix_file_hold(number, UC_ESPIPE, &held, &file);

    if (result < 0) {
        return result;
    }
    if (offset < 0 || bytes < 0 || (flags & ~(unsigned)SYNC_FILE_RANGE) != 0) {
        result = -UC_EINVAL;
    } else if (flags != 0) {
        result = uc_file_sync(file, true);
    }
    uc_fd_release(held);
    return result;
}

/* Of which nobody learns that it failed. */
long uc_sys_sync(void)
{
    (void)uc_vfs_sync();
    return 0;
}

/* All file systems, the one of (number) among them. */
long uc_sys_syncfs(int number)
{
    return POSIX_FILE_WITH(number, ((void)file, uc_vfs_sync()));
}

/* Advice changes nothing: what is in memory stays, what is not is read when it
 * is wanted. */
long uc_sys_fadvise64(int number, long offset, long bytes, int advice)
{
    struct uc_fd *held;
    struct uc_file *file;
    long result = posix_file_hold(number, UC_ESPIPE, &held, &file);

    (void)offset;
    if (result == 0) {
        uc_fd_release(held);
        result =
            (unsigned)advice > POSIX_FADV_NOREUSE || bytes < 0 ? -UC_EINVAL : 0;
    }
    return result;
}

long uc_sys_flock(int number, int operation)
{
    return POSIX_FILE_WITH(number, uc_file_flock(file, (unsigned)operation));
}

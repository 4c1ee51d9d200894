/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks of records. They are a process' own, of which there is one: none ever
 * conflicts with another, so none is kept.
 */
#include "internal.h"

/* Spec: Linux, include/uapi/asm-generic/fcntl.h. */
enum {
    F_GETLK = 5,
    F_SETLK = 6,
    F_SETLKW = 7,
    F_RDLCK = 0,
    F_WRLCK = 1,
    F_UNLCK = 2,
};

/* struct flock of 64 bits. */
struct kernel_lock {
    int16_t type;
    int16_t whence;
    int64_t start;
    int64_t bytes;
    int32_t pid;
};

/* Where the lock's whence counts from. */
static int64_t base_of(struct uc_file *file, int whence)
{
    struct uc_fs_attr attr;

    switch (whence) {
    case UC_SEEK_SET:
        return 0;
    case UC_SEEK_CUR:
        return uc_file_seek(file, 0, UC_SEEK_CUR);
    case UC_SEEK_END: {
        int err = uc_vfs_stat(file, "", UC_AT_EMPTY_PATH, &attr);
        return err < 0 ? err : (int64_t)attr.bytes;
    }
    default:
        return -UC_EINVAL;
    }
}

/* Whether the bytes can be: from 0 to INT64_MAX. */
static int check_range(struct uc_file *file, const struct kernel_lock *lock)
{
    int64_t start = base_of(file, lock->whence);
    int64_t end;

    if (start < 0) {
        return (int)start;
    }
    if (__builtin_add_overflow(start, lock->start, &start)) {
        return -UC_EOVERFLOW;
    }
    if (start < 0) {
        return -UC_EINVAL;
    }
    if (lock->bytes > 0) {
        return __builtin_add_overflow(start, lock->bytes - 1, &end)
                   ? -UC_EOVERFLOW
                   : 0;
    }
    /* Those before the start; 0 is all behind it. */
    return __builtin_add_overflow(start, lock->bytes, &end) || end < 0
               ? -UC_EINVAL
               : 0;
}

long uc_posix_file_fcntl(struct uc_fd *fd, int command, void *arg)
{
    struct uc_file *file = uc_posix_file(fd);
    struct kernel_lock *lock = arg;

    if (file == NULL || command < F_GETLK || command > F_SETLKW) {
        return -UC_EINVAL;
    }
    if (lock == NULL) {
        return -UC_EFAULT;
    }
    const unsigned flags = uc_file_flags(file);
    if ((flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (lock->type < F_RDLCK || lock->type > F_UNLCK ||
        (command == F_GETLK && lock->type == F_UNLCK)) {
        return -UC_EINVAL;
    }
    int err = check_range(file, lock);
    if (err < 0) {
        return err;
    }
    if (command == F_GETLK) {
        lock->type = F_UNLCK;
        return 0;
    }
    const unsigned access = flags & UC_O_ACCMODE;
    return (lock->type == F_RDLCK && access == UC_O_WRONLY) ||
                   (lock->type == F_WRLCK && access == UC_O_RDONLY)
               ? -UC_EBADF
               : 0;
}

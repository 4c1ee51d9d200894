/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done to contents of open files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/errors.h>

#include "file.h"

/* At (offset), with (count) pieces of (pieces). */
static ssize_t move_at(int fd, const struct iovec *pieces, int count,
                       off_t offset, bool out)
{
    struct libc_vfs_file *file = libc_vfs_hold(fd, ESPIPE);
    const struct uc_fs_piece *piece = (const struct uc_fs_piece *)pieces;
    uc_ssize_t n = -UC_EINVAL;

    if (file == NULL) {
        return -1;
    }
    if (count >= 0 && count <= IOV_MAX) {
        uc_file_flags_set(file->file, file->open.flags);
        n = out ? uc_file_pwritev(file->file, piece, (unsigned)count, offset)
                : uc_file_preadv(file->file, piece, (unsigned)count, offset);
    }
    libc_vfs_release(file);
    return libc_result(n);
}

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
    const struct iovec piece = {buf, len};

    return move_at(fd, &piece, 1, offset, false);
}

ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset)
{
    const struct iovec piece = {(void *)(uintptr_t)buf, len};

    return move_at(fd, &piece, 1, offset, true);
}

ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset)
{
    return move_at(fd, pieces, count, offset, false);
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
    return move_at(fd, pieces, count, offset, true);
}

/* (call) on the file (fd), as (file). */
#define WITH_FILE(fd, call)                                                    \
    ({                                                                         \
        struct libc_vfs_file *held = libc_vfs_hold((fd), EINVAL);              \
        int held_result = -1;                                                  \
        if (held != NULL) {                                                    \
            struct uc_file *file = held->file;                                 \
            held_result = (call);                                              \
            libc_vfs_release(held);                                            \
            held_result = (int)libc_result(held_result);                       \
        }                                                                      \
        held_result;                                                           \
    })

int ftruncate(int fd, off_t len)
{
    return WITH_FILE(fd, uc_file_truncate(file, len));
}

int fsync(int fd)
{
    return WITH_FILE(fd, uc_file_sync(file, false));
}

int fdatasync(int fd)
{
    return WITH_FILE(fd, uc_file_sync(file, true));
}

int fallocate(int fd, int flags, off_t offset, off_t len)
{
    return WITH_FILE(fd, uc_file_allocate(file, offset, len, (unsigned)flags));
}

int posix_fallocate(int fd, off_t offset, off_t len)
{
    const int before = errno;
    const int err = (fallocate(fd, 0, offset, len) < 0) ? errno : 0;

    errno = before;
    return err;
}

int flock(int fd, int operation)
{
    return WITH_FILE(fd, uc_file_flock(file, (unsigned)operation));
}

void sync(void)
{
    (void)uc_vfs_sync();
}

int syncfs(int fd)
{
    (void)fd;
    return (int)libc_result(uc_vfs_sync());
}

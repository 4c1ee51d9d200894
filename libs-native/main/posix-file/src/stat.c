/* SPDX-License-Identifier: BSD-3-Clause */
#include <kernel_stat.h> /* the architecture's, where it has its own */

#include "internal.h"

enum {
    KNOWN =
        UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH | POSIX_FILE_AT_NO_AUTOMOUNT,
    STREAM_BLOCK_BYTES = 1024,
};

long uc_sys_stat(const char *path, struct kernel_stat *out);
long uc_sys_lstat(const char *path, struct kernel_stat *out);
long uc_sys_fstat(int number, struct kernel_stat *out);
long uc_sys_newfstatat(int number, const char *path, struct kernel_stat *out,
                       unsigned flags);

static void set_time(long out[2], const struct uc_fs_time *time)
{
    out[0] = (long)time->seconds;
    out[1] = (long)time->nanoseconds;
}

static long read_stat(struct uc_file *at, const char *path, unsigned flags,
                      struct kernel_stat *out)
{
    struct uc_fs_attr attr;

    int err = uc_vfs_stat(at, path, flags, &attr);
    if (err < 0) {
        return err;
    }
    if (attr.bytes > INTPTR_MAX) {
        return -UC_EOVERFLOW;
    }
    *out = (struct kernel_stat){
        .fs = (unsigned long)attr.fs,
        .inode = (unsigned long)attr.inode,
        .mode = attr.mode,
        .links = attr.links,
        .uid = attr.uid,
        .gid = attr.gid,
        .device = (unsigned long)attr.device,
        .bytes = (long)attr.bytes,
        .block_bytes = (int)attr.block_bytes,
        .blocks = (long)attr.blocks,
    };
    set_time(out->accessed, &attr.accessed);
    set_time(out->modified, &attr.modified);
    set_time(out->changed, &attr.changed);
    return 0;
}

/* What is no file has its type alone. */
static long stat_fd(struct uc_fd *fd, struct kernel_stat *out)
{
    struct uc_file *file = uc_posix_file(fd);

    if (file != NULL) {
        return read_stat(file, "", UC_AT_EMPTY_PATH, out);
    }
    const uint32_t type = UC_FD_TYPE_OF(fd);
    *out = (struct kernel_stat){
        .mode = (type != 0 ? type : UC_FS_CHARACTER_DEVICE) | 0600,
        .links = 1,
        .block_bytes = STREAM_BLOCK_BYTES,
    };
    return 0;
}

long uc_sys_fstat(int number, struct kernel_stat *out)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    long result = stat_fd(fd, out);
    uc_fd_release(fd);
    return result;
}

long uc_sys_newfstatat(int number, const char *path, struct kernel_stat *out,
                       unsigned flags)
{
    if ((flags & ~(unsigned)KNOWN) != 0) {
        return -UC_EINVAL;
    }
    if ((flags & UC_AT_EMPTY_PATH) != 0 && path != NULL && path[0] == '\0' &&
        number != POSIX_FILE_AT_CWD) {
        return uc_sys_fstat(number, out);
    }
    return POSIX_FILE_AT(number, path, read_stat(at.file, path, flags, out));
}

long uc_sys_stat(const char *path, struct kernel_stat *out)
{
    return uc_sys_newfstatat(POSIX_FILE_AT_CWD, path, out, 0);
}

long uc_sys_lstat(const char *path, struct kernel_stat *out)
{
    return uc_sys_newfstatat(POSIX_FILE_AT_CWD, path, out,
                             UC_AT_SYMLINK_NOFOLLOW);
}

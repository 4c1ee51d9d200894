/* SPDX-License-Identifier: BSD-3-Clause */
/* Names: making, removing, moving them, and what links say. */
#include "internal.h"

enum {
    AT_CWD = POSIX_FILE_AT_CWD,
};

long uc_sys_mkdir(const char *path, uint32_t mode);
long uc_sys_mkdirat(int number, const char *path, uint32_t mode);
long uc_sys_mknod(const char *path, uint32_t mode, unsigned long device);
long uc_sys_mknodat(int number, const char *path, uint32_t mode,
                    unsigned long device);
long uc_sys_rmdir(const char *path);
long uc_sys_unlink(const char *path);
long uc_sys_unlinkat(int number, const char *path, unsigned flags);
long uc_sys_symlink(const char *target, const char *path);
long uc_sys_symlinkat(const char *target, int number, const char *path);
long uc_sys_readlink(const char *path, char *buf, int bytes);
long uc_sys_readlinkat(int number, const char *path, char *buf, int bytes);
long uc_sys_link(const char *from, const char *to);
long uc_sys_linkat(int from_at, const char *from, int to_at, const char *to,
                   unsigned flags);
long uc_sys_rename(const char *from, const char *to);
long uc_sys_renameat(int from_at, const char *from, int to_at, const char *to);
long uc_sys_renameat2(int from_at, const char *from, int to_at, const char *to,
                      unsigned flags);

long uc_sys_mkdirat(int number, const char *path, uint32_t mode)
{
    return POSIX_FILE_AT(number, path, uc_vfs_mkdir(at.file, path, mode));
}

long uc_sys_mkdir(const char *path, uint32_t mode)
{
    return uc_sys_mkdirat(AT_CWD, path, mode);
}

long uc_sys_mknodat(int number, const char *path, uint32_t mode,
                    unsigned long device)
{
    return POSIX_FILE_AT(number, path,
                         uc_vfs_mknod(at.file, path, mode, device));
}

long uc_sys_mknod(const char *path, uint32_t mode, unsigned long device)
{
    return uc_sys_mknodat(AT_CWD, path, mode, device);
}

long uc_sys_unlinkat(int number, const char *path, unsigned flags)
{
    return (flags & ~(unsigned)UC_AT_REMOVEDIR) != 0
               ? -UC_EINVAL
               : POSIX_FILE_AT(number, path,
                               uc_vfs_unlink(at.file, path, flags));
}

long uc_sys_unlink(const char *path)
{
    return uc_sys_unlinkat(AT_CWD, path, 0);
}

long uc_sys_rmdir(const char *path)
{
    return uc_sys_unlinkat(AT_CWD, path, UC_AT_REMOVEDIR);
}

long uc_sys_symlinkat(const char *target, int number, const char *path)
{
    return target == NULL
               ? -UC_EFAULT
               : POSIX_FILE_AT(number, path,
                               uc_vfs_symlink(target, at.file, path));
}

long uc_sys_symlink(const char *target, const char *path)
{
    return uc_sys_symlinkat(target, AT_CWD, path);
}

/* "" is (number) itself, a link that was opened by O_PATH. */
long uc_sys_readlinkat(int number, const char *path, char *buf, int bytes)
{
    return bytes <= 0 ? -UC_EINVAL
                      : POSIX_FILE_AT(
                            number, path,
                            uc_vfs_readlink(at.file, path, buf, (size_t)bytes));
}

long uc_sys_readlink(const char *path, char *buf, int bytes)
{
    return uc_sys_readlinkat(AT_CWD, path, buf, bytes);
}

/* Of link and rename. */
struct pair {
    int from_at;
    const char *from;
    int to_at;
    const char *to;
};

typedef int pair_fn(struct uc_file *from_at, const char *from,
                    struct uc_file *to_at, const char *to, unsigned flags);

static long with_both(const struct pair *pair, unsigned flags, pair_fn *run)
{
    struct posix_file_at from;
    long result = posix_file_at_begin(&from, pair->from_at, pair->from);

    if (result == 0) {
        result =
            POSIX_FILE_AT(pair->to_at, pair->to,
                          run(from.file, pair->from, at.file, pair->to, flags));
        posix_file_at_end(&from);
    }
    return result;
}

long uc_sys_linkat(int from_at, const char *from, int to_at, const char *to,
                   unsigned flags)
{
    const struct pair pair = {from_at, from, to_at, to};

    return (flags & ~(unsigned)(UC_AT_SYMLINK_FOLLOW | UC_AT_EMPTY_PATH)) != 0
               ? -UC_EINVAL
               : with_both(&pair, flags, uc_vfs_link);
}

long uc_sys_link(const char *from, const char *to)
{
    return uc_sys_linkat(AT_CWD, from, AT_CWD, to, 0);
}

long uc_sys_renameat2(int from_at, const char *from, int to_at, const char *to,
                      unsigned flags)
{
    const struct pair pair = {from_at, from, to_at, to};

    return with_both(&pair, flags, uc_vfs_rename);
}

long uc_sys_renameat(int from_at, const char *from, int to_at, const char *to)
{
    return uc_sys_renameat2(from_at, from, to_at, to, 0);
}

long uc_sys_rename(const char *from, const char *to)
{
    return uc_sys_renameat2(AT_CWD, from, AT_CWD, to, 0);
}

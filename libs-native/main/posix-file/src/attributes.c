/* SPDX-License-Identifier: BSD-3-Clause */
/* Permissions, owners, times. */
#include "internal.h"

enum {
    AT_CWD = POSIX_FILE_AT_CWD,
    PLACE = UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH,
};

/* struct __kernel_timespec, of 64 bits everywhere. */
struct kernel_time {
    int64_t s;
    int64_t ns;
};

long uc_sys_access(const char *path, unsigned mode);
long uc_sys_faccessat(int number, const char *path, unsigned mode);
long uc_sys_faccessat2(int number, const char *path, unsigned mode,
                       unsigned flags);
long uc_sys_chmod(const char *path, uint32_t mode);
long uc_sys_fchmod(int number, uint32_t mode);
long uc_sys_fchmodat(int number, const char *path, uint32_t mode);
long uc_sys_chown(const char *path, uint32_t uid, uint32_t gid);
long uc_sys_lchown(const char *path, uint32_t uid, uint32_t gid);
long uc_sys_fchown(int number, uint32_t uid, uint32_t gid);
long uc_sys_fchownat(int number, const char *path, uint32_t uid, uint32_t gid,
                     unsigned flags);
long uc_sys_utimensat(int number, const char *path,
                      const struct kernel_time *times, unsigned flags);
long uc_sys_umask(uint32_t mask);

/* Contract vfs knows one user, the effective one. */
long uc_sys_faccessat2(int number, const char *path, unsigned mode,
                       unsigned flags)
{
    flags &= ~(unsigned)POSIX_FILE_AT_EACCESS;
    return (flags & ~(unsigned)PLACE) != 0
               ? -UC_EINVAL
               : POSIX_FILE_AT(number, path,
                               uc_vfs_access(at.file, path, mode, flags));
}

long uc_sys_faccessat(int number, const char *path, unsigned mode)
{
    return uc_sys_faccessat2(number, path, mode, 0);
}

long uc_sys_access(const char *path, unsigned mode)
{
    return uc_sys_faccessat2(AT_CWD, path, mode, 0);
}

long uc_sys_fchmodat(int number, const char *path, uint32_t mode)
{
    return POSIX_FILE_AT(number, path, uc_vfs_chmod(at.file, path, mode, 0));
}

long uc_sys_chmod(const char *path, uint32_t mode)
{
    return uc_sys_fchmodat(AT_CWD, path, mode);
}

/* Whether a call on (file) is refused, since O_PATH opened it. */
static bool is_place(const struct uc_file *file)
{
    return (uc_file_flags(file) & UC_O_PATH) != 0;
}

long uc_sys_fchmod(int number, uint32_t mode)
{
    return POSIX_FILE_WITH(
        number, is_place(file)
                    ? -UC_EBADF
                    : uc_vfs_chmod(file, "", mode, UC_AT_EMPTY_PATH));
}

long uc_sys_fchownat(int number, const char *path, uint32_t uid, uint32_t gid,
                     unsigned flags)
{
    return (flags & ~(unsigned)PLACE) != 0
               ? -UC_EINVAL
               : POSIX_FILE_AT(number, path,
                               uc_vfs_chown(at.file, path, uid, gid, flags));
}

long uc_sys_chown(const char *path, uint32_t uid, uint32_t gid)
{
    return uc_sys_fchownat(AT_CWD, path, uid, gid, 0);
}

long uc_sys_lchown(const char *path, uint32_t uid, uint32_t gid)
{
    return uc_sys_fchownat(AT_CWD, path, uid, gid, UC_AT_SYMLINK_NOFOLLOW);
}

long uc_sys_fchown(int number, uint32_t uid, uint32_t gid)
{
    return POSIX_FILE_WITH(
        number, is_place(file)
                    ? -UC_EBADF
                    : uc_vfs_chown(file, "", uid, gid, UC_AT_EMPTY_PATH));
}

static long set_times(struct uc_file *at, const char *path,
                      const struct kernel_time *times, unsigned flags)
{
    struct uc_fs_time set[2];

    if (times == NULL) {
        return uc_vfs_utimens(at, path, NULL, flags);
    }
    for (unsigned i = 0; i < 2; i++) {
        if (times[i].ns < 0 || times[i].ns > UC_UTIME_NOW) {
            return -UC_EINVAL;
        }
        set[i] = (struct uc_fs_time){times[i].s, (uint32_t)times[i].ns};
    }
    return uc_vfs_utimens(at, path, set, flags);
}

/* Without a path, of the file (number). */
long uc_sys_utimensat(int number, const char *path,
                      const struct kernel_time *times, unsigned flags)
{
    if ((flags & ~(unsigned)PLACE) != 0) {
        return -UC_EINVAL;
    }
    if (path == NULL && number != AT_CWD) {
        return flags != 0
                   ? -UC_EINVAL
                   : POSIX_FILE_WITH(
                         number, set_times(file, "", times, UC_AT_EMPTY_PATH));
    }
    return POSIX_FILE_AT(number, path, set_times(at.file, path, times, flags));
}

long uc_sys_umask(uint32_t mask)
{
    return (long)uc_vfs_umask(mask);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <uc/errors.h>

#include "file.h"

#if __SIZEOF_POINTER__ == 8
/* Spec: Linux, arch/x86/include/uapi/asm/stat.h. */
_Static_assert(offsetof(struct stat, st_rdev) == 40 &&
                   offsetof(struct stat, st_blocks) == 64 &&
                   offsetof(struct stat, st_ctim) == 104 &&
                   sizeof(struct stat) == 144,
               "Linux' layout");
#endif

static struct timespec timespec_of(const struct uc_fs_time *time)
{
    return (struct timespec){time->seconds, (long)time->nanoseconds};
}

static int read_stat(struct uc_file *at, const char *path, unsigned flags,
                     struct stat *out)
{
    struct uc_fs_attr attr;

    int err = uc_vfs_stat(at, path, flags, &attr);
    if (err < 0) {
        return err;
    }
    *out = (struct stat){
        .st_dev = attr.fs,
        .st_ino = attr.inode,
        .st_nlink = attr.links,
        .st_mode = attr.mode,
        .st_uid = attr.uid,
        .st_gid = attr.gid,
        .st_rdev = attr.device,
        .st_size = (off_t)attr.bytes,
        .st_blksize = (blksize_t)attr.block_bytes,
        .st_blocks = (blkcnt_t)attr.blocks,
        .st_atim = timespec_of(&attr.accessed),
        .st_mtim = timespec_of(&attr.modified),
        .st_ctim = timespec_of(&attr.changed),
    };
    return 0;
}

int fstatat(int fd, const char *restrict path, struct stat *restrict out,
            int flags)
{
    return LIBC_AT(fd, path, read_stat(at.file, path, (unsigned)flags, out));
}

int stat(const char *restrict path, struct stat *restrict out)
{
    return fstatat(AT_FDCWD, path, out, 0);
}

int lstat(const char *restrict path, struct stat *restrict out)
{
    return fstatat(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}

int fstat(int fd, struct stat *out)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o == NULL) {
        return -1;
    }
    struct uc_file *file = libc_vfs_file_of(o);
    int err = 0;
    if (file != NULL) {
        err = read_stat(file, "", AT_EMPTY_PATH, out);
    } else { /* sockets have no console's operations */
        *out = (struct stat){
            .st_mode = (o->ops->close == NULL ? S_IFCHR : S_IFSOCK) | 0600,
            .st_nlink = 1,
            .st_blksize = 512,
        };
    }
    libc_descriptor_release(o);
    return (int)libc_result(err);
}

int faccessat(int fd, const char *path, int mode, int flags)
{
    /* Real and effective users are the same. */
    const unsigned how = (unsigned)(flags & ~AT_EACCESS);

    return LIBC_AT(fd, path, uc_vfs_access(at.file, path, (unsigned)mode, how));
}

int access(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, 0);
}

int fchmodat(int fd, const char *path, mode_t mode, int flags)
{
    return LIBC_AT(fd, path,
                   uc_vfs_chmod(at.file, path, mode, (unsigned)flags));
}

int chmod(const char *path, mode_t mode)
{
    return fchmodat(AT_FDCWD, path, mode, 0);
}

int fchmod(int fd, mode_t mode)
{
    return fchmodat(fd, "", mode, AT_EMPTY_PATH);
}

int fchownat(int fd, const char *path, uid_t uid, gid_t gid, int flags)
{
    return LIBC_AT(fd, path,
                   uc_vfs_chown(at.file, path, uid, gid, (unsigned)flags));
}

int chown(const char *path, uid_t uid, gid_t gid)
{
    return fchownat(AT_FDCWD, path, uid, gid, 0);
}

int lchown(const char *path, uid_t uid, gid_t gid)
{
    return fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
    return fchownat(fd, "", uid, gid, AT_EMPTY_PATH);
}

mode_t umask(mode_t mask)
{
    return uc_vfs_umask(mask);
}

static int set_times(struct uc_file *at, const char *path,
                     const struct timespec times[2], unsigned flags)
{
    struct uc_fs_time set[2];

    if (times == NULL) {
        return uc_vfs_utimens(at, path, NULL, flags);
    }
    for (unsigned i = 0; i < 2; i++) {
        if (times[i].tv_nsec < 0 || times[i].tv_nsec > UTIME_NOW) {
            return -UC_EINVAL;
        }
        set[i] =
            (struct uc_fs_time){times[i].tv_sec, (uint32_t)times[i].tv_nsec};
    }
    return uc_vfs_utimens(at, path, set, flags);
}

int utimensat(int fd, const char *path, const struct timespec times[2],
              int flags)
{
    return LIBC_AT(fd, path, set_times(at.file, path, times, (unsigned)flags));
}

int futimens(int fd, const struct timespec times[2])
{
    return utimensat(fd, "", times, AT_EMPTY_PATH);
}

int truncate(const char *path, off_t len)
{
    return (int)libc_result(uc_vfs_truncate(NULL, path, len));
}

static int read_statvfs(struct uc_file *at, const char *path, unsigned flags,
                        struct statvfs *out)
{
    struct uc_fs_stat stat;

    int err = uc_vfs_statfs(at, path, flags, &stat);
    if (err < 0) {
        return err;
    }
    *out = (struct statvfs){
        .f_bsize = stat.block_bytes,
        .f_frsize = stat.block_bytes,
        .f_blocks = stat.blocks,
        .f_bfree = stat.blocks_free,
        .f_bavail = stat.blocks_available,
        .f_files = stat.nodes,
        .f_ffree = stat.nodes_free,
        .f_favail = stat.nodes_free,
        .f_flag = ((stat.flags & UC_FS_READ_ONLY) != 0) ? ST_RDONLY : 0,
        .f_namemax = stat.name_max,
    };
    return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict out)
{
    return (int)libc_result(read_statvfs(NULL, path, 0, out));
}

int fstatvfs(int fd, struct statvfs *out)
{
    return LIBC_AT(fd, "", read_statvfs(at.file, "", AT_EMPTY_PATH, out));
}

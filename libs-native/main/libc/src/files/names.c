/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done to paths. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

int mkdirat(int fd, const char *path, mode_t mode)
{
    return LIBC_AT(fd, path, uc_vfs_mkdir(at.file, path, mode));
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

int mknodat(int fd, const char *path, mode_t mode, dev_t device)
{
    return LIBC_AT(fd, path, uc_vfs_mknod(at.file, path, mode, device));
}

int mknod(const char *path, mode_t mode, dev_t device)
{
    return mknodat(AT_FDCWD, path, mode, device);
}

int mkfifoat(int fd, const char *path, mode_t mode)
{
    return mknodat(fd, path, S_IFIFO | (mode & ~(mode_t)S_IFMT), 0);
}

int mkfifo(const char *path, mode_t mode)
{
    return mkfifoat(AT_FDCWD, path, mode);
}

int symlinkat(const char *target, int fd, const char *path)
{
    return LIBC_AT(fd, path, uc_vfs_symlink(target, at.file, path));
}

int symlink(const char *target, const char *path)
{
    return symlinkat(target, AT_FDCWD, path);
}

ssize_t readlinkat(int fd, const char *restrict path, char *restrict buf,
                   size_t size)
{
    return LIBC_AT(fd, path, (int)uc_vfs_readlink(at.file, path, buf, size));
}

ssize_t readlink(const char *restrict path, char *restrict buf, size_t size)
{
    return readlinkat(AT_FDCWD, path, buf, size);
}

int unlinkat(int fd, const char *path, int flags)
{
    return LIBC_AT(fd, path, uc_vfs_unlink(at.file, path, (unsigned)flags));
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
    if (unlink(path) == 0) {
        return 0;
    }
    return (errno == EISDIR) ? rmdir(path) : -1;
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
    struct libc_at source;
    int err = libc_at_begin(&source, from_fd, from);

    if (err < 0) {
        return libc_at_end(&source, err);
    }
    int result =
        LIBC_AT(to_fd, to,
                uc_vfs_link(source.file, from, at.file, to, (unsigned)flags));
    return libc_at_end(&source, (result < 0) ? -errno : 0);
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to,
              unsigned flags)
{
    struct libc_at source;
    int err = libc_at_begin(&source, from_fd, from);

    if (err < 0) {
        return libc_at_end(&source, err);
    }
    int result = LIBC_AT(to_fd, to,
                         uc_vfs_rename(source.file, from, at.file, to, flags));
    return libc_at_end(&source, (result < 0) ? -errno : 0);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    return renameat2(from_fd, from, to_fd, to, 0);
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int chdir(const char *path)
{
    return (int)libc_result(uc_vfs_chdir(NULL, path, 0));
}

int fchdir(int fd)
{
    return LIBC_AT(fd, "", uc_vfs_chdir(at.file, "", AT_EMPTY_PATH));
}

/* The path of (file) in (buf), or in memory of its own. */
static char *path_of(struct uc_file *file, char *buf, size_t size)
{
    char *own = NULL;

    if (buf == NULL) {
        size = (size != 0) ? size : UC_VFS_PATH_MAX;
        own = malloc(size);
        if (own == NULL) {
            return NULL;
        }
        buf = own;
    }
    if (libc_result(uc_vfs_path(file, buf, size)) < 0) {
        const int err = errno;
        free(own);
        errno = err;
        return NULL;
    }
    return buf;
}

char *getcwd(char *buf, size_t size)
{
    if (buf != NULL && size == 0) {
        errno = EINVAL;
        return NULL;
    }
    return path_of(NULL, buf, size);
}

char *realpath(const char *restrict path, char *restrict buf)
{
    struct uc_file *file;

    if (libc_result(uc_vfs_open(&file, NULL, path, UC_O_PATH, 0)) < 0) {
        return NULL;
    }
    char *found = path_of(file, buf, UC_VFS_PATH_MAX);
    uc_file_close(file);
    return found;
}

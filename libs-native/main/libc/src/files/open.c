/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>

#include <uc/errors.h>

#include "file.h"

_Static_assert(O_TMPFILE == UC_O_TMPFILE && O_SYNC == UC_O_SYNC &&
                   O_PATH == UC_O_PATH && O_NOFOLLOW == UC_O_NOFOLLOW &&
                   AT_EMPTY_PATH == UC_AT_EMPTY_PATH,
               "numbers of the contract are Linux'");
_Static_assert(sizeof(struct iovec) == sizeof(struct uc_fs_piece),
               "pieces of the contract are POSIX'");

static struct uc_file *file_of(struct libc_open *o)
{
    struct libc_vfs_file *file = (struct libc_vfs_file *)o;

    /* What fcntl has changed since. */
    uc_file_flags_set(file->file, o->flags);
    return file->file;
}

static uc_ssize_t file_read(struct libc_open *o, void *buf, size_t len)
{
    const struct uc_fs_piece piece = {buf, len};

    return uc_file_readv(file_of(o), &piece, 1);
}

static uc_ssize_t file_write(struct libc_open *o, const void *buf, size_t len)
{
    const struct uc_fs_piece piece = {(void *)(uintptr_t)buf, len};

    return uc_file_writev(file_of(o), &piece, 1);
}

static uc_ssize_t file_read_pieces(struct libc_open *o,
                                   const struct iovec *pieces, int count)
{
    return uc_file_readv(file_of(o), (const struct uc_fs_piece *)pieces,
                         (unsigned)count);
}

static uc_ssize_t file_write_pieces(struct libc_open *o,
                                    const struct iovec *pieces, int count)
{
    return uc_file_writev(file_of(o), (const struct uc_fs_piece *)pieces,
                          (unsigned)count);
}

static int64_t file_seek(struct libc_open *o, int64_t offset, int whence)
{
    return uc_file_seek(file_of(o), offset, whence);
}

/* The last one closed, for the next one opened. */
static struct libc_vfs_file *spare;

static void file_close(struct libc_open *o)
{
    struct libc_vfs_file *file = (struct libc_vfs_file *)o;

    uc_file_close(file->file);
    if (spare == NULL) {
        spare = file;
    } else {
        free(file);
    }
}

static const struct libc_open_ops file_ops = {
    .read = file_read,
    .write = file_write,
    .read_pieces = file_read_pieces,
    .write_pieces = file_write_pieces,
    .seek = file_seek,
    .close = file_close,
};

struct uc_file *libc_vfs_file_of(const struct libc_open *o)
{
    return (o->ops == &file_ops) ? ((const struct libc_vfs_file *)o)->file
                                 : NULL;
}

struct libc_vfs_file *libc_vfs_hold(int fd, int other)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o != NULL && libc_vfs_file_of(o) == NULL) {
        libc_descriptor_release(o);
        errno = other;
        return NULL;
    }
    return (struct libc_vfs_file *)o;
}

void libc_vfs_release(struct libc_vfs_file *file)
{
    libc_descriptor_release(&file->open);
}

int libc_vfs_adopt(struct uc_file *file, unsigned flags)
{
    struct libc_vfs_file *adopted = spare;

    spare = NULL;
    if (adopted == NULL) {
        adopted = malloc(sizeof(*adopted));
    }
    if (adopted == NULL) {
        uc_file_close(file);
        return -UC_ENOMEM;
    }
    *adopted = (struct libc_vfs_file){
        .open = {.ops = &file_ops,
                 .holders = 1,
                 .flags = flags & ~(unsigned)(O_CREAT | O_EXCL | O_NOCTTY |
                                              O_TRUNC | O_CLOEXEC)},
        .file = file,
    };
    int fd = libc_descriptor_add(&adopted->open);
    if (fd < 0) {
        libc_vfs_release(adopted);
    }
    return fd;
}

int libc_at_begin(struct libc_at *at, int fd, const char *path)
{
    *at = (struct libc_at){.held = NULL};
    if (fd == AT_FDCWD || path[0] == '/') {
        return 0;
    }
    at->held = libc_vfs_hold(fd, ENOTDIR);
    if (at->held == NULL) {
        return -errno;
    }
    at->file = at->held->file;
    return 0;
}

int libc_at_end(struct libc_at *at, int result)
{
    if (at->held != NULL) {
        libc_vfs_release(at->held);
    }
    return (int)libc_result(result);
}

static int open_file(struct uc_file *at, const char *path, unsigned flags,
                     uint32_t mode)
{
    struct uc_file *file;

    int err =
        uc_vfs_open(&file, at, path, flags & ~(unsigned)O_LARGEFILE, mode);
    return (err < 0) ? err : libc_vfs_adopt(file, flags);
}

/* (mode) of a variadic call, which is there only where something is made. */
#define MODE_OF(mode, flags)                                                   \
    do {                                                                       \
        va_list args;                                                          \
        va_start(args, flags);                                                 \
        if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {  \
            (mode) = va_arg(args, mode_t);                                     \
        }                                                                      \
        va_end(args);                                                          \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;

    MODE_OF(mode, flags);
    return (int)libc_result(open_file(NULL, path, (unsigned)flags, mode));
}

int openat(int fd, const char *path, int flags, ...)
{
    mode_t mode = 0;

    MODE_OF(mode, flags);
    return LIBC_AT(fd, path, open_file(at.file, path, (unsigned)flags, mode));
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Files behind numbers, and where paths begin. */
#include <uc/malloc.h>

#include "internal.h"

_Static_assert((int)UC_FD_ACCESS == UC_O_ACCMODE &&
                   (int)UC_FD_APPEND == UC_O_APPEND &&
                   (int)UC_FD_NONBLOCK == UC_O_NONBLOCK &&
                   (int)UC_FD_CLOEXEC == UC_O_CLOEXEC,
               "flags of both contracts are Linux'");

enum {
    O_LARGEFILE = 0100000, /* all are */
    OF_THE_CALL = UC_O_CREAT | UC_O_EXCL | UC_O_NOCTTY | UC_O_TRUNC,
};

static struct uc_file *file_of(struct uc_fd *fd)
{
    struct uc_file *file = ((struct posix_file *)fd)->file;

    /* What fcntl has changed since. */
    uc_file_flags_set(file, fd->flags);
    return file;
}

static uc_ssize_t file_readv(struct uc_fd *fd, const struct uc_fs_piece *pieces,
                             unsigned n)
{
    posix_file_bring(pieces, n, true);
    return uc_file_readv(file_of(fd), pieces, n);
}

static uc_ssize_t file_writev(struct uc_fd *fd,
                              const struct uc_fs_piece *pieces, unsigned n)
{
    posix_file_bring(pieces, n, false);
    return uc_file_writev(file_of(fd), pieces, n);
}

static int64_t file_seek(struct uc_fd *fd, int64_t offset, int whence)
{
    return uc_file_seek(file_of(fd), offset, whence);
}

static void file_close(struct uc_fd *fd)
{
    (void)uc_file_close(((struct posix_file *)fd)->file);
    uc_free(fd);
}

static const struct uc_fd_ops ops = {
    .readv = file_readv,
    .writev = file_writev,
    .seek = file_seek,
    .close = file_close,
};

struct uc_file *uc_posix_file(struct uc_fd *fd)
{
    return fd->ops == &ops ? file_of(fd) : NULL;
}

/* (file) is a device that has a descriptor of its own: takes that, and lets go
 * of the file. Owns: the hold on what it returns is the caller's. */
static int open_device(struct uc_file *file, unsigned flags, struct uc_fd **out)
{
    struct uc_fs_node *node = uc_file_node(file);
    int result = node->ops->descriptor(node, flags, out);

    (void)uc_file_close(file);
    return result;
}

static bool is_device(const struct uc_file *file)
{
    return uc_file_node(file)->ops->descriptor != NULL &&
           (uc_file_flags(file) & UC_O_PATH) == 0;
}

int posix_file_open(struct uc_file *at, const char *path, unsigned flags,
                    uint32_t mode)
{
    /* A number and memory first: what fails makes and cuts nothing. */
    int result = uc_fd_lowest(0);

    if (result < 0) {
        return result;
    }
    struct posix_file *new = uc_malloc(sizeof *new);
    if (new == NULL) {
        return -UC_ENOMEM;
    }
    result =
        uc_vfs_open(&new->file, at, path, flags & ~(unsigned)O_LARGEFILE, mode);
    if (result < 0) {
        uc_free(new);
        return result;
    }
    struct uc_fd *fd = &new->fd;
    if (is_device(new->file)) {
        result = open_device(new->file, flags, &fd);
        uc_free(new);
        if (result < 0) {
            return result;
        }
    } else {
        const unsigned kept = uc_file_flags(new->file) & ~(unsigned)OF_THE_CALL;
        new->fd = (struct uc_fd){&ops, kept, 1, NULL};
    }
    result = uc_fd_install(fd, 0, flags & UC_FD_CLOEXEC);
    if (result < 0) {
        uc_fd_release(fd);
    }
    return result;
}

int posix_file_hold(int number, int other, struct uc_fd **held,
                    struct uc_file **out)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    struct uc_file *file = uc_posix_file(fd);
    if (file == NULL) {
        uc_fd_release(fd);
        return -other;
    }
    *held = fd;
    *out = file;
    return 0;
}

int posix_file_at_begin(struct posix_file_at *at, int number, const char *path)
{
    *at = (struct posix_file_at){NULL, NULL};
    if (path == NULL) {
        return -UC_EFAULT;
    }
    return number == POSIX_FILE_AT_CWD || path[0] == '/'
               ? 0
               : posix_file_hold(number, UC_ENOTDIR, &at->held, &at->file);
}

void posix_file_at_end(struct posix_file_at *at)
{
    if (at->held != NULL) {
        uc_fd_release(at->held);
    }
}

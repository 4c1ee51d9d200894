/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of descriptors. What stands behind a number is opened by giving it one
 * more number, as dup does and as BSD's and Plan 9's fd(4) do: position and
 * status flags are shared.
 */
#include <uc/fd.h>
#include <uc/posix_file.h>

#include "internal.h"

/* -UC_EACCES where (fd), of which the caller's hold ends then, cannot do what
 * (flags) want. */
static int grant(struct uc_fd *fd, unsigned flags, struct uc_fd **out)
{
    const unsigned want = flags & UC_O_ACCMODE;
    const unsigned has = fd->flags & UC_FD_ACCESS;

    if (has != UC_FD_RDWR && has != want) {
        uc_fd_release(fd);
        return -UC_EACCES;
    }
    *out = fd;
    return 0;
}

static int number_descriptor(struct uc_fs_node *node, unsigned flags,
                             struct uc_fd **out)
{
    struct uc_fd *fd = uc_fd_get(devfs_node_of(node)->number);

    return fd == NULL ? -UC_ENOENT : grant(fd, flags, out);
}

static int console_descriptor(struct uc_fs_node *node, unsigned flags,
                              struct uc_fd **out)
{
    (void)node;
    return grant(uc_fd_console(), flags, out);
}

/* Of files what they say themselves, of all else the type. */
static int number_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    struct uc_fd *fd = uc_fd_get(devfs_node_of(node)->number);
    int err = devfs_getattr(node, out);

    if (fd == NULL) {
        return err;
    }
    struct uc_file *file = UC_CONFIG_DEVFS_FILES ? uc_posix_file(fd) : NULL;
    const uint32_t type = UC_FD_TYPE_OF(fd);
    if (file != NULL) {
        err = uc_vfs_stat(file, "", UC_AT_EMPTY_PATH, out);
    } else if (type != 0) {
        out->mode = type | (out->mode & UC_FS_PERMISSIONS);
    }
    uc_fd_release(fd);
    return err;
}

static const struct uc_fs_node_ops number_ops = {
    .getattr = number_getattr,
    .descriptor = number_descriptor,
    .release = devfs_release,
};

const struct uc_fs_node_ops devfs_console_ops = {
    .getattr = devfs_getattr,
    .descriptor = console_descriptor,
    .release = devfs_release,
};

static int fd_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node **out)
{
    const int number = uc_fd_of_name(name);

    return number < 0 ? number
                      : devfs_number_node(dir->fs, number, &number_ops, out);
}

static int fd_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk)
{
    (void)dir;
    return uc_fd_names(walk, UC_FS_CHARACTER_DEVICE);
}

static uc_ssize_t link_readlink(struct uc_fs_node *node, char *buf,
                                size_t bytes)
{
    const char *target = devfs_node_of(node)->entry->target;
    size_t n = __builtin_strlen(target);

    n = n < bytes ? n : bytes;
    __builtin_memcpy(buf, target, n);
    return (uc_ssize_t)n;
}

static const struct uc_fs_node_ops fd_ops = {
    .lookup = fd_lookup,
    .readdir = fd_readdir,
    .getattr = devfs_getattr,
    .release = devfs_release,
};

static const struct uc_fs_node_ops link_ops = {
    .readlink = link_readlink,
    .getattr = devfs_getattr,
    .release = devfs_release,
};

DEVFS_ENTRY(fd, "fd", UC_FS_DIRECTORY | 0555, 0, &fd_ops, NULL);
DEVFS_ENTRY(stdin, "stdin", UC_FS_LINK | 0777, 0, &link_ops, "fd/0");
DEVFS_ENTRY(stdout, "stdout", UC_FS_LINK | 0777, 0, &link_ops, "fd/1");
DEVFS_ENTRY(stderr, "stderr", UC_FS_LINK | 0777, 0, &link_ops, "fd/2");

/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices without hardware. Spec: Linux, null(4), full(4). */
#include "internal.h"

uc_ssize_t devfs_write_nothing(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n)
{
    uc_ssize_t n = 0;

    (void)node;
    (void)offset;
    for (unsigned i = 0; i < pieces_n; i++) {
        n += (uc_ssize_t)pieces[i].bytes;
    }
    return n;
}

static uc_ssize_t read_nothing(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces,
                               unsigned pieces_n)
{
    (void)node;
    (void)offset;
    (void)pieces;
    (void)pieces_n;
    return 0;
}

static uc_ssize_t read_zeroes(struct uc_fs_node *node, uint64_t offset,
                              const struct uc_fs_piece *pieces,
                              unsigned pieces_n)
{
    for (unsigned i = 0; i < pieces_n; i++) {
        __builtin_memset(pieces[i].data, 0, pieces[i].bytes);
    }
    return devfs_write_nothing(node, offset, pieces, pieces_n);
}

static uc_ssize_t write_full(struct uc_fs_node *node, uint64_t offset,
                             const struct uc_fs_piece *pieces,
                             unsigned pieces_n)
{
    (void)node;
    (void)offset;
    (void)pieces;
    (void)pieces_n;
    return -UC_ENOSPC;
}

static const struct uc_fs_node_ops null_ops = {
    .getattr = devfs_getattr,
    .read = read_nothing,
    .write = devfs_write_nothing,
    .release = devfs_release,
};

static const struct uc_fs_node_ops zero_ops = {
    .getattr = devfs_getattr,
    .read = read_zeroes,
    .write = devfs_write_nothing,
    .release = devfs_release,
};

static const struct uc_fs_node_ops full_ops = {
    .getattr = devfs_getattr,
    .read = read_zeroes,
    .write = write_full,
    .release = devfs_release,
};

DEVFS_ENTRY(null, "null", DEVFS_ANYBODY, DEVFS_DEVICE(1, 3), &null_ops, NULL);
DEVFS_ENTRY(zero, "zero", DEVFS_ANYBODY, DEVFS_DEVICE(1, 5), &zero_ops, NULL);
DEVFS_ENTRY(full, "full", DEVFS_ANYBODY, DEVFS_DEVICE(1, 7), &full_ops, NULL);

/* Where shared memory of POSIX is looked for: a place to mount on. */
static int shm_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                      struct uc_fs_node **out)
{
    (void)dir;
    (void)name;
    (void)out;
    return -UC_ENOENT;
}

static int shm_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk)
{
    (void)dir;
    (void)walk;
    return 0;
}

static const struct uc_fs_node_ops shm_ops = {
    .lookup = shm_lookup,
    .readdir = shm_readdir,
    .getattr = devfs_getattr,
    .release = devfs_release,
};

DEVFS_ENTRY(shm, "shm", UC_FS_DIRECTORY | 0755, 0, &shm_ops, NULL);

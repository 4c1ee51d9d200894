/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/entropy.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/clock.h>

#include "internal.h"

enum {
    MAGIC = 0x01021994, /* what Linux' tmpfs says in statfs */
};

static const struct uc_fs_node_ops *ops_of(uint32_t mode)
{
    switch (mode & UC_FS_TYPE_MASK) {
    case UC_FS_DIRECTORY:
        return &ramfs_dir_ops;
    case UC_FS_FILE:
        return &ramfs_file_ops;
    case UC_FS_LINK:
        return &ramfs_link_ops;
    default:
        return &ramfs_special_ops;
    }
}

struct ramfs_node *ramfs_node_new(struct ramfs *fs,
                                  const struct uc_fs_new *what)
{
    struct ramfs_node *node = ramfs_alloc(fs, sizeof *node);

    if (node == NULL) {
        return NULL;
    }
    node->node = (struct uc_fs_node){
        .ops = ops_of(what->mode),
        .fs = &fs->fs,
        .inode = ++fs->inode,
        .mode = what->mode,
        .uid = what->uid,
        .gid = what->gid,
        .references = 1,
    };
    node->accessed = node->modified = node->changed = uc_fs_now();
    if (node->node.ops == &ramfs_special_ops) {
        node->device = what->device;
    }
    if (node->node.ops == &ramfs_link_ops) {
        const struct uc_fs_name *target = &what->target;
        node->link.target = ramfs_alloc(fs, target->bytes);
        if (node->link.target == NULL) {
            ramfs_free(fs, node, sizeof *node);
            return NULL;
        }
        __builtin_memcpy(node->link.target, target->text, target->bytes);
        node->link.bytes = target->bytes;
    }
    return node;
}

void ramfs_node_free(struct ramfs_node *node)
{
    struct ramfs *fs = ramfs_of(&node->node);

    if (node->node.ops == &ramfs_dir_ops) {
        ramfs_dir_free(node);
    } else if (node->node.ops == &ramfs_file_ops) {
        ramfs_pages_drop(node, 0, UINT64_MAX);
    } else if (node->node.ops == &ramfs_link_ops) {
        ramfs_free(fs, node->link.target, node->link.bytes);
    }
    ramfs_free(fs, node, sizeof *node);
}

int ramfs_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    struct ramfs_node *of = ramfs_node_of(node);

    uc_spin_lock(&of->lock);
    *out = (struct uc_fs_attr){
        .inode = node->inode,
        .mode = node->mode,
        .links = of->links,
        .uid = node->uid,
        .gid = node->gid,
        .block_bytes = UC_PAGE_SIZE,
        .accessed = of->accessed,
        .modified = of->modified,
        .changed = of->changed,
    };
    if ((node->mode & UC_FS_TYPE_MASK) == UC_FS_FILE) {
        out->bytes = of->file.bytes;
        out->blocks = (uint64_t)of->file.pages * (UC_PAGE_SIZE / 512);
    } else if (node->ops == &ramfs_link_ops) {
        out->bytes = of->link.bytes;
    } else if (node->ops == &ramfs_dir_ops) {
        out->bytes = of->dir.count * sizeof(struct ramfs_entry);
    } else {
        out->device = of->device;
    }
    uc_spin_unlock(&of->lock);
    return 0;
}

int ramfs_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                  unsigned mask)
{
    struct ramfs_node *of = ramfs_node_of(node);

    uc_spin_lock(&of->lock);
    of->changed = uc_fs_now();
    if ((mask & UC_FS_SET_MODE) != 0) {
        node->mode =
            (node->mode & UC_FS_TYPE_MASK) | (attr->mode & UC_FS_PERMISSIONS);
    }
    if ((mask & UC_FS_SET_UID) != 0) {
        node->uid = attr->uid;
    }
    if ((mask & UC_FS_SET_GID) != 0) {
        node->gid = attr->gid;
    }
    if ((mask & UC_FS_SET_BYTES) != 0) {
        ramfs_resize(of, attr->bytes);
        of->modified = of->changed;
    }
    if ((mask & UC_FS_SET_ACCESSED) != 0) {
        of->accessed = attr->accessed;
    }
    if ((mask & UC_FS_SET_MODIFIED) != 0) {
        of->modified = attr->modified;
    }
    uc_spin_unlock(&of->lock);
    return 0;
}

static int ramfs_statfs(struct uc_fs *fs, struct uc_fs_stat *out)
{
    struct ramfs *of = UC_CONTAINER_OF(fs, struct ramfs, fs);
    struct uc_pages_stats pages;

    uc_pages_stats(&pages);
    uint64_t free = (of->bytes_max - of->bytes_used) >> UC_PAGE_SHIFT;
    if (free > pages.free_pages) {
        free = pages.free_pages;
    }
    uint64_t all = of->bytes_max >> UC_PAGE_SHIFT;
    if (all > pages.total_pages) {
        all = pages.total_pages;
    }
    *out = (struct uc_fs_stat){
        .magic = MAGIC,
        .block_bytes = UC_PAGE_SIZE,
        .blocks = all,
        .blocks_free = free,
        .blocks_available = free,
        .name_max = UC_FS_NAME_MAX,
    };
    return 0;
}

static int ramfs_unmount(struct uc_fs *fs)
{
    ramfs_tree_free(ramfs_node_of(fs->root));
    uc_free(UC_CONTAINER_OF(fs, struct ramfs, fs));
    return 0;
}

static const struct uc_fs_ops ramfs_ops = {
    .statfs = ramfs_statfs,
    .unmount = ramfs_unmount,
};

static void make_key(uint32_t key[2])
{
    const uc_nsec_t wall = uc_plat_clock_wall();
    const uc_nsec_t boot = uc_plat_clock_monotonic();

    key[0] = (uint32_t)(wall ^ wall >> 32);
    key[1] = (uint32_t)boot * 2654435761u;
    if (UC_CONFIG_RAMFS_SEEDED) {
        key[0] = uc_entropy_u32();
        key[1] = uc_entropy_u32();
    }
}

/* Makes the file system without anything in it. */
static struct ramfs *ramfs_new(const struct ramfs_options *options)
{
    const struct uc_fs_new what = {.mode = UC_FS_DIRECTORY | options->mode};
    struct ramfs *fs = uc_calloc(1, sizeof *fs);

    if (fs == NULL) {
        return NULL;
    }
    make_key(fs->key);
    fs->bytes_max = options->bytes_max;
    fs->fs.ops = &ramfs_ops;
    fs->fs.bytes_max = INT64_MAX;
    struct ramfs_node *root = ramfs_node_new(fs, &what);
    if (root == NULL) {
        uc_free(fs);
        return NULL;
    }
    root->links = 2;
    fs->fs.root = &root->node;
    return fs;
}

static int ramfs_mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    struct ramfs_options options;

    int err = ramfs_options_read(what->options, &options);
    if (err < 0) {
        return err;
    }
    struct ramfs *fs = ramfs_new(&options);
    if (fs == NULL) {
        return -UC_ENOMEM;
    }
    const struct uc_fs_name initrd = {"initrd", 6};
    if (uc_fs_name_is(&initrd, what->source)) {
        err = ramfs_fill(fs);
    }
    if (err < 0) {
        (void)ramfs_unmount(&fs->fs);
        return err;
    }
    *out = &fs->fs;
    return 0;
}

UC_FS_TYPE(ramfs, "ramfs", ramfs_mount);

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File system type "devfs": a directory of what linker set "devfs_entry" holds.
 * Nothing is made or removed in it.
 */
#include <uc/fd.h>
#include <uc/malloc.h>

#include "internal.h"

UC_SET_DECLARE(devfs_entry, struct devfs_entry);

enum {
    TMPFS_MAGIC = 0x01021994, /* what Linux' devtmpfs says in statfs */
    INODE_ROOT = 1,
    INODE_FIRST = 2, /* of the entries */
    /* Of descriptors: numbers of their own. */
    INODE_NUMBER = UC_FD_INODE,
};

struct devfs {
    struct uc_fs fs;
    struct devfs_node root;
    struct devfs_node nodes[]; /* one for each entry */
};

static struct devfs *devfs_of(const struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node->fs, struct devfs, fs);
}

int devfs_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    const struct devfs_node *of = devfs_node_of(node);
    const struct devfs_entry *entry = of->entry;
    size_t bytes = 0;

    while (entry != NULL && entry->target != NULL &&
           entry->target[bytes] != '\0') {
        bytes++;
    }
    *out = (struct uc_fs_attr){
        .inode = node->inode,
        .mode = node->mode,
        .links = (node->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY ? 2 : 1,
        .device = (entry == NULL) ? 0 : entry->device,
        .bytes = bytes,
        .block_bytes = UC_PAGE_SIZE,
    };
    return 0;
}

void devfs_release(struct uc_fs_node *node)
{
    if (node->inode >= INODE_NUMBER) {
        uc_free(devfs_node_of(node));
    }
}

static int root_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                       struct uc_fs_node **out)
{
    struct devfs *fs = devfs_of(dir);
    struct devfs_node *node = fs->nodes;

    UC_SET_FOREACH(devfs_entry, struct devfs_entry, entry)
    {
        if (uc_fs_name_is(name, entry->name)) {
            uc_fs_node_hold(&node->node);
            *out = &node->node;
            return 0;
        }
        node++;
    }
    return -UC_ENOENT;
}

static int root_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk)
{
    uint64_t index = 0;

    (void)dir;
    UC_SET_FOREACH(devfs_entry, struct devfs_entry, entry)
    {
        if (index++ < walk->cookie) {
            continue;
        }
        const struct uc_fs_entry out = {
            .name = {entry->name, (uint32_t)__builtin_strlen(entry->name)},
            .inode = INODE_FIRST + index - 1,
            .type = entry->mode & UC_FS_TYPE_MASK,
            .cookie = index,
        };
        if (!uc_fs_emit(walk, &out)) {
            break;
        }
    }
    return 0;
}

static const struct uc_fs_node_ops root_ops = {
    .lookup = root_lookup,
    .readdir = root_readdir,
    .getattr = devfs_getattr,
    .release = devfs_release,
};

static int statfs(struct uc_fs *fs, struct uc_fs_stat *out)
{
    (void)fs;
    *out = (struct uc_fs_stat){
        .magic = TMPFS_MAGIC,
        .block_bytes = UC_PAGE_SIZE,
        .name_max = UC_FS_NAME_MAX,
    };
    return 0;
}

static int unmount(struct uc_fs *fs)
{
    uc_free(UC_CONTAINER_OF(fs, struct devfs, fs));
    return 0;
}

static const struct uc_fs_ops fs_ops = {
    .statfs = statfs,
    .unmount = unmount,
};

static void node_fill(struct devfs_node *node, struct uc_fs *fs, uint32_t mode,
                      const struct uc_fs_node_ops *ops)
{
    node->node.ops = ops;
    node->node.fs = fs;
    node->node.mode = mode;
    node->node.references = 1; /* the file system's, of all but descriptors */
}

int devfs_number_node(struct uc_fs *fs, int number,
                      const struct uc_fs_node_ops *ops, struct uc_fs_node **out)
{
    struct devfs_node *node = uc_calloc(1, sizeof *node);

    if (node == NULL) {
        return -UC_ENOMEM;
    }
    node_fill(node, fs, DEVFS_ANYBODY, ops);
    node->node.inode = INODE_NUMBER + (uint64_t)number;
    node->number = number;
    *out = &node->node;
    return 0;
}

static int mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    const char *options = what->options;
    struct uc_fs_name key;
    struct uc_fs_name value;
    size_t count = 0;

    if (what->source[0] != '\0' || uc_fs_option(&options, &key, &value)) {
        return -UC_EINVAL; /* it has none */
    }
    UC_SET_FOREACH(devfs_entry, struct devfs_entry, entry)
    {
        count += entry->name != NULL;
    }
    struct devfs *fs = uc_calloc(1, sizeof *fs + count * sizeof fs->nodes[0]);
    if (fs == NULL) {
        return -UC_ENOMEM;
    }
    fs->fs.ops = &fs_ops;
    fs->fs.flags = UC_FS_READ_ONLY | UC_FS_UNCACHED;
    fs->fs.bytes_max = INT64_MAX;
    fs->fs.root = &fs->root.node;
    node_fill(&fs->root, &fs->fs, UC_FS_DIRECTORY | 0755, &root_ops);
    fs->root.node.inode = INODE_ROOT;
    struct devfs_node *node = fs->nodes;
    UC_SET_FOREACH(devfs_entry, struct devfs_entry, entry)
    {
        node_fill(node, &fs->fs, entry->mode, entry->ops);
        node->node.inode = INODE_FIRST + (uint64_t)(node - fs->nodes);
        node->entry = entry;
        node++;
    }
    *out = &fs->fs;
    return 0;
}

UC_FS_TYPE_AT(devfs, "devfs", mount, UC_CONFIG_DEVFS_PATH);

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File system type "initrd": the ramdisk where it lies, read-only. An index of
 * its entries is all that it takes; hard links are files of their own.
 */
#include "fs.h"

#include <uc/errors.h>
#include <uc/malloc.h>

enum {
    MAGIC =
        0x28cd3d45, /* what Linux' cramfs says in statfs, read-only as well */
    BLOCK_BYTES = 512,
};

static const struct uc_fs_node_ops file_ops;
static const struct uc_fs_node_ops node_ops;

static struct initrd_fs *fs_of(const struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node->fs, struct initrd_fs, fs);
}

static struct initrd_fs_node *node_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct initrd_fs_node, node);
}

/* Numbers of entries that a directory has only below it end with its depth. */
static uint64_t inode_of(const struct initrd_fs_range *range)
{
    return (uint64_t)range->first + 1 +
           (range->is_named ? 0 : (uint64_t)(range->depth + 1) << 40);
}

static struct initrd_fs_node **bucket_of(struct initrd_fs *fs, uint64_t inode)
{
    return &fs->nodes[inode % INITRD_FS_BUCKETS];
}

/* The node of (range), in memory or made; NULL: no memory. */
static struct uc_fs_node *node_get(struct initrd_fs *fs,
                                   const struct initrd_fs_range *range)
{
    const uint64_t inode = inode_of(range);
    struct initrd_fs_node *node = *bucket_of(fs, inode);
    struct uc_initrd_entry entry = {.file = {.mode = UC_FS_DIRECTORY | 0755}};

    while (node != NULL && node->node.inode != inode) {
        node = node->chain;
    }
    if (node != NULL) {
        uc_fs_node_hold(&node->node);
        return &node->node;
    }
    node = uc_calloc(1, sizeof *node);
    if (node == NULL) {
        return NULL;
    }
    if (range->is_named) {
        initrd_fs_entry(fs, range->first, &entry);
    }
    node->node = (struct uc_fs_node){
        .ops = ((entry.file.mode & UC_FS_TYPE_MASK) == UC_FS_FILE) ? &file_ops
                                                                   : &node_ops,
        .fs = &fs->fs,
        .inode = inode,
        .mode = entry.file.mode & (UC_FS_TYPE_MASK | UC_FS_PERMISSIONS),
        .uid = entry.uid,
        .gid = entry.gid,
        .references = 1,
    };
    node->range = *range;
    node->file = entry.file;
    node->chain = *bucket_of(fs, inode);
    *bucket_of(fs, inode) = node;
    return &node->node;
}

static int initrd_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                         struct uc_fs_node **out)
{
    struct initrd_fs *fs = fs_of(dir);
    struct initrd_fs_range range;

    if (!initrd_fs_find(fs, &node_of(dir)->range, name, &range)) {
        return -UC_ENOENT;
    }
    struct uc_fs_node *node = node_get(fs, &range);
    if (node == NULL) {
        return -UC_ENOMEM;
    }
    *out = node;
    return 0;
}

static int initrd_readdir(struct uc_fs_node *node, struct uc_fs_readdir *walk)
{
    struct initrd_fs *fs = fs_of(node);
    const struct initrd_fs_range *range = &node_of(node)->range;
    size_t at = initrd_fs_below(range);

    if (walk->cookie > at) {
        at = (walk->cookie < range->end) ? (size_t)walk->cookie : range->end;
    }
    while (at < range->end) {
        const struct uc_fs_name name =
            initrd_fs_component_at(fs, at, range->depth);
        struct uc_initrd_entry entry = {.file = {.mode = UC_FS_DIRECTORY}};
        struct initrd_fs_range child;
        if (!initrd_fs_find(fs, range, &name, &child)) {
            return -UC_EIO;
        }
        if (child.is_named) {
            initrd_fs_entry(fs, child.first, &entry);
        }
        const struct uc_fs_entry out = {
            .name = name,
            .inode = inode_of(&child),
            .type = entry.file.mode & UC_FS_TYPE_MASK,
            .cookie = child.end,
        };
        if (!uc_fs_emit(walk, &out)) {
            break;
        }
        at = child.end;
    }
    return 0;
}

static uc_ssize_t initrd_readlink(struct uc_fs_node *node, char *buf,
                                  size_t bytes)
{
    const struct uc_initrd_file *file = &node_of(node)->file;
    const size_t n = (file->bytes < bytes) ? file->bytes : bytes;

    __builtin_memcpy(buf, file->data, n);
    return (uc_ssize_t)n;
}

static int initrd_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    const struct initrd_fs_node *of = node_of(node);
    const struct uc_fs_time time = {.seconds = of->file.mtime};

    *out = (struct uc_fs_attr){
        .inode = node->inode,
        .mode = node->mode,
        .links = 1,
        .uid = node->uid,
        .gid = node->gid,
        .bytes = of->file.bytes,
        .blocks = (of->file.bytes + BLOCK_BYTES - 1) / BLOCK_BYTES,
        .block_bytes = UC_PAGE_SIZE,
        .accessed = time,
        .modified = time,
        .changed = time,
    };
    return 0;
}

static uc_ssize_t initrd_read(struct uc_fs_node *node, uint64_t offset,
                              const struct uc_fs_piece *pieces,
                              unsigned pieces_n)
{
    const struct uc_initrd_file *file = &node_of(node)->file;
    const uint8_t *data = file->data;
    size_t done = 0;

    for (unsigned i = 0; i < pieces_n && offset < file->bytes; i++) {
        const size_t left = file->bytes - (size_t)offset;
        const size_t n = (pieces[i].bytes < left) ? pieces[i].bytes : left;
        __builtin_memcpy(pieces[i].data, data + offset, n);
        offset += n;
        done += n;
    }
    return (uc_ssize_t)done;
}

static int initrd_borrow(struct uc_fs_node *node, uint64_t offset, size_t bytes,
                         struct uc_fs_loan *out)
{
    const struct uc_initrd_file *file = &node_of(node)->file;

    if (offset >= file->bytes) {
        return -UC_ERANGE;
    }
    const size_t left = file->bytes - (size_t)offset;
    *out = (struct uc_fs_loan){
        .data = (const uint8_t *)file->data + offset,
        .bytes = (bytes < left) ? bytes : left,
    };
    return 0;
}

static void initrd_give_back(struct uc_fs_node *node,
                             const struct uc_fs_loan *loan)
{
    (void)node; /* the ramdisk stays where it is */
    (void)loan;
}

static void initrd_release(struct uc_fs_node *node)
{
    struct initrd_fs_node **link = bucket_of(fs_of(node), node->inode);

    while (&(*link)->node != node) {
        link = &(*link)->chain;
    }
    struct initrd_fs_node *released = *link;
    *link = released->chain;
    uc_free(released);
}

static const struct uc_fs_node_ops file_ops = {
    .getattr = initrd_getattr,
    .read = initrd_read,
    .borrow = initrd_borrow,
    .give_back = initrd_give_back,
    .release = initrd_release,
};

static const struct uc_fs_node_ops node_ops = {
    .lookup = initrd_lookup,
    .readdir = initrd_readdir,
    .readlink = initrd_readlink,
    .getattr = initrd_getattr,
    .release = initrd_release,
};

static int initrd_statfs(struct uc_fs *fs, struct uc_fs_stat *out)
{
    const struct initrd_fs *of = UC_CONTAINER_OF(fs, struct initrd_fs, fs);

    *out = (struct uc_fs_stat){
        .magic = MAGIC,
        .block_bytes = BLOCK_BYTES,
        .blocks = of->archive.bytes / BLOCK_BYTES,
        .nodes = of->count,
        .name_max = UC_FS_NAME_MAX,
    };
    return 0;
}

static int initrd_unmount(struct uc_fs *fs)
{
    struct initrd_fs *of = UC_CONTAINER_OF(fs, struct initrd_fs, fs);

    initrd_release(fs->root);
    uc_free(of->paths);
    uc_free(of);
    return 0;
}

static const struct uc_fs_ops fs_ops = {
    .statfs = initrd_statfs,
    .unmount = initrd_unmount,
};

static int initrd_mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    const char *options = what->options;
    struct uc_fs_name key;
    struct uc_fs_name value;

    if (uc_fs_option(&options, &key, &value)) {
        return -UC_EINVAL; /* it has none */
    }
    struct initrd_fs *fs = uc_calloc(1, sizeof *fs);
    if (fs == NULL) {
        return -UC_ENOMEM;
    }
    int err = initrd_fs_read(fs);
    if (err < 0) {
        goto free_fs;
    }
    fs->fs.ops = &fs_ops;
    fs->fs.flags = UC_FS_READ_ONLY;
    fs->fs.bytes_max = INT64_MAX;
    const struct initrd_fs_range all = {
        .end = fs->count,
        .is_named =
            fs->count > 0 && initrd_fs_component_at(fs, 0, 0).bytes == 0,
    };
    fs->fs.root = node_get(fs, &all);
    if (fs->fs.root == NULL) {
        err = -UC_ENOMEM;
        goto free_fs;
    }
    *out = &fs->fs;
    return 0;
free_fs:
    uc_free(fs->paths);
    uc_free(fs);
    return err;
}

UC_FS_TYPE(initrd, "initrd", initrd_mount);

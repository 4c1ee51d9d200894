/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File system type "procfs": a tree of what linker set "procfs_entry" holds.
 * Each look-up of a file makes a node of its own, whose text is written at its
 * first read and stays as it is until it is closed.
 */
#include <uc/fd.h>
#include <uc/malloc.h>

#include "internal.h"
#include "text.h"

UC_SET_DECLARE(procfs_entry, struct procfs_entry);

enum {
    PROC_MAGIC = 0x9fa0, /* what Linux' proc says in statfs */
    INODE_DIR = 1,       /* of the root; the other directories follow */
    INODE_ENTRY = 256,   /* of the first file or link */
};

/* A directory that stays, or a file or link that goes with its last user. */
struct procfs_node {
    struct uc_fs_node node;
    const struct procfs_entry *entry; /* NULL: a descriptor's link */
    int number;                       /* of the descriptor */
    struct procfs_text text;          /* no data: not written yet */
};

struct procfs {
    struct uc_fs fs;
    struct procfs_node dirs[PROCFS_DIRS];
};

static struct procfs *procfs_of(const struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node->fs, struct procfs, fs);
}

static struct procfs_node *node_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct procfs_node, node);
}

static enum procfs_dir dir_of(struct uc_fs_node *node)
{
    return (enum procfs_dir)(node_of(node) - procfs_of(node)->dirs);
}

static void write_text(const struct procfs_node *node, struct procfs_text *text)
{
    procfs_begin(text);
    if (node->entry != NULL) {
        node->entry->fill(text);
    } else if (procfs_fd_target != NULL) {
        procfs_fd_target(text, node->number);
    }
}

/* The text, written by whoever comes first; no data: no memory. */
static const struct procfs_text *text_of(struct procfs_node *node)
{
    struct procfs_text text;

    if (UC_READ_ONCE(node->text.data) != NULL) {
        return &node->text;
    }
    write_text(node, &text);
    uc_spin_lock(&node->node.fs->references_lock);
    if (node->text.data == NULL) {
        node->text = text;
        text.data = NULL;
    }
    uc_spin_unlock(&node->node.fs->references_lock);
    uc_free(text.data);
    return &node->text;
}

static uc_ssize_t file_read(struct uc_fs_node *node, uint64_t offset,
                            const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    const struct procfs_text *text = text_of(node_of(node));
    size_t done = 0;

    if (text->data == NULL) {
        return -UC_ENOMEM;
    }
    for (unsigned i = 0; i < pieces_n && offset < text->bytes; i++) {
        const size_t left = text->bytes - (size_t)offset;
        const size_t n = pieces[i].bytes < left ? pieces[i].bytes : left;
        __builtin_memcpy(pieces[i].data, text->data + offset, n);
        offset += n;
        done += n;
    }
    return (uc_ssize_t)done;
}

/* Where nothing can be said of it, there is no such file. */
static uc_ssize_t link_readlink(struct uc_fs_node *node, char *buf,
                                size_t bytes)
{
    struct procfs_text text;

    write_text(node_of(node), &text);
    if (text.data == NULL) {
        return -UC_ENOMEM;
    }
    const size_t n = text.bytes < bytes ? text.bytes : bytes;
    __builtin_memcpy(buf, text.data, n);
    uc_free(text.data);
    return n == 0 ? -UC_ENOENT : (uc_ssize_t)n;
}

/* Sizes are not known before they are read: 0, as on Linux. */
static int getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    const struct uc_fs_time now = uc_fs_now();

    *out = (struct uc_fs_attr){
        .inode = node->inode,
        .mode = node->mode,
        .links = (node->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY ? 2 : 1,
        .block_bytes = UC_PAGE_SIZE,
        .accessed = now,
        .modified = now,
        .changed = now,
    };
    return 0;
}

static void release(struct uc_fs_node *node)
{
    if (node->inode >= INODE_ENTRY) {
        uc_free(node_of(node)->text.data);
        uc_free(node_of(node));
    }
}

static const struct uc_fs_node_ops file_ops = {
    .read = file_read,
    .getattr = getattr,
    .release = release,
};

static const struct uc_fs_node_ops link_ops = {
    .readlink = link_readlink,
    .getattr = getattr,
    .release = release,
};

int procfs_node_new(struct uc_fs *fs, const struct procfs_entry *entry,
                    int number, struct uc_fs_node **out)
{
    struct procfs_node *node = uc_calloc(1, sizeof *node);
    const uint32_t mode = entry != NULL ? entry->mode : UC_FS_LINK | 0777;

    if (node == NULL) {
        return -UC_ENOMEM;
    }
    const bool is_file = (mode & UC_FS_TYPE_MASK) == UC_FS_FILE;
    node->node = (struct uc_fs_node){
        .ops = is_file ? &file_ops : &link_ops,
        .fs = fs,
        .inode = UC_FD_INODE + (uint64_t)number,
        .mode = mode,
        .references = 1,
    };
    node->entry = entry;
    node->number = number;
    *out = &node->node;
    return 0;
}

static int dir_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                      struct uc_fs_node **out)
{
    const enum procfs_dir in = dir_of(dir);
    struct procfs *fs = procfs_of(dir);
    uint64_t inode = INODE_ENTRY;

    if (in == PROCFS_FD) {
        return procfs_fd_lookup != NULL ? procfs_fd_lookup(&fs->fs, name, out)
                                        : -UC_ENOENT;
    }
    UC_SET_FOREACH(procfs_entry, struct procfs_entry, entry)
    {
        inode++;
        if (entry->in != in || !uc_fs_name_is(name, entry->name)) {
            continue;
        }
        if (entry->fill == NULL) {
            *out = &fs->dirs[entry->dir].node;
            uc_fs_node_hold(*out);
            return 0;
        }
        int err = procfs_node_new(&fs->fs, entry, 0, out);
        if (err == 0) {
            (*out)->inode = inode;
        }
        return err;
    }
    return -UC_ENOENT;
}

static int dir_readdir(struct uc_fs_node *dir, struct uc_fs_readdir *walk)
{
    const enum procfs_dir in = dir_of(dir);
    uint64_t index = 0;

    if (in == PROCFS_FD) {
        return procfs_fd_readdir != NULL ? procfs_fd_readdir(walk) : 0;
    }
    UC_SET_FOREACH(procfs_entry, struct procfs_entry, entry)
    {
        index++;
        if (index <= walk->cookie || entry->in != in) {
            continue;
        }
        const bool is_dir = entry->fill == NULL;
        const struct uc_fs_entry out = {
            .name = {entry->name, (uint32_t)__builtin_strlen(entry->name)},
            .inode =
                is_dir ? INODE_DIR + (uint64_t)entry->dir : INODE_ENTRY + index,
            .type = entry->mode & UC_FS_TYPE_MASK,
            .cookie = index,
        };
        if (!uc_fs_emit(walk, &out)) {
            break;
        }
    }
    return 0;
}

static const struct uc_fs_node_ops dir_ops = {
    .lookup = dir_lookup,
    .readdir = dir_readdir,
    .getattr = getattr,
    .release = release,
};

static int statfs(struct uc_fs *fs, struct uc_fs_stat *out)
{
    (void)fs;
    *out = (struct uc_fs_stat){
        .magic = PROC_MAGIC,
        .block_bytes = UC_PAGE_SIZE,
        .name_max = UC_FS_NAME_MAX,
    };
    return 0;
}

static int unmount(struct uc_fs *fs)
{
    uc_free(UC_CONTAINER_OF(fs, struct procfs, fs));
    return 0;
}

static const struct uc_fs_ops fs_ops = {
    .statfs = statfs,
    .unmount = unmount,
};

static int mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    const char *options = what->options;
    struct uc_fs_name key;
    struct uc_fs_name value;

    if (what->source[0] != '\0' || uc_fs_option(&options, &key, &value)) {
        return -UC_EINVAL; /* it has none */
    }
    struct procfs *fs = uc_calloc(1, sizeof *fs);
    if (fs == NULL) {
        return -UC_ENOMEM;
    }
    fs->fs.ops = &fs_ops;
    fs->fs.flags = UC_FS_READ_ONLY | UC_FS_UNCACHED;
    fs->fs.bytes_max = INT64_MAX;
    fs->fs.root = &fs->dirs[PROCFS_ROOT].node;
    for (unsigned i = 0; i < PROCFS_DIRS; i++) {
        fs->dirs[i].node = (struct uc_fs_node){
            .ops = &dir_ops,
            .fs = &fs->fs,
            .inode = INODE_DIR + i,
            .mode = UC_FS_DIRECTORY | 0555,
            .references = 1, /* the file system's */
        };
    }
    *out = &fs->fs;
    return 0;
}

UC_FS_TYPE_AT(procfs, "proc", mount, UC_CONFIG_PROCFS_PATH);

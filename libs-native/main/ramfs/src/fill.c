/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes over the initial ramdisk: its tree is made, its contents stay where
 * they lie until somebody writes to them.
 */
#include <uc/initrd.h>
#include <uc/malloc.h>

#include "internal.h"

enum {
    BUCKETS = 64,
};

/* A file of which there are several names. */
struct linked {
    struct linked *next;
    struct uc_initrd_entry entry;
    struct ramfs_node *node;
};

struct fill {
    struct ramfs *fs;
    struct linked *linked[BUCKETS];
};

static struct linked **linked_of(struct fill *fill,
                                 const struct uc_initrd_entry *entry)
{
    struct linked **link = &fill->linked[entry->inode % BUCKETS];

    while (*link != NULL && !((*link)->entry.inode == entry->inode &&
                              (*link)->entry.major == entry->major &&
                              (*link)->entry.minor == entry->minor)) {
        link = &(*link)->next;
    }
    return link;
}

/* The next component of (*path), without "." and nothing. False: no more. */
static bool next_name(const char **path, struct uc_fs_name *out)
{
    const char *at = *path;

    do {
        while (*at == '/') {
            at++;
        }
        *out = (struct uc_fs_name){.text = at};
        while (*at != '/' && *at != '\0') {
            at++;
        }
        out->bytes = (uint32_t)(at - out->text);
    } while (uc_fs_name_is(out, "."));
    *path = at;
    return out->bytes > 0;
}

static bool is_dir(const struct ramfs_node *node)
{
    return node->node.ops == &ramfs_dir_ops;
}

/* A name of (dir) less. */
static void remove_name(struct ramfs_node *dir, struct ramfs_entry *entry)
{
    struct ramfs_node *node = entry->node;

    ramfs_entry_remove(dir, entry);
    if (--node->links == 0) {
        ramfs_node_free(node);
    }
}

/* Gives (node) the name (name) in (dir). */
static int add_name(struct ramfs_node *dir, const struct uc_fs_name *name,
                    struct ramfs_node *node)
{
    if (ramfs_entry_add(dir, name, node) == NULL) {
        return -UC_ENOSPC;
    }
    node->links++;
    if (is_dir(node)) {
        node->links++;
        dir->links++;
    }
    return 0;
}

static struct ramfs_node *node_new(struct ramfs *fs,
                                   const struct uc_fs_new *what)
{
    struct ramfs_node *node = ramfs_node_new(fs, what);

    if (node != NULL) {
        node->node.references = 0; /* nobody has looked it up yet */
    }
    return node;
}

/* The directory of the last component of (path), which it leaves in (*last):
 * made where the archive does not name it. */
static int walk_to(struct fill *fill, const char *path, struct ramfs_node **out,
                   struct uc_fs_name *last)
{
    struct ramfs_node *dir = ramfs_node_of(fill->fs->fs.root);
    struct uc_fs_name name;

    *last = (struct uc_fs_name){"", 0};
    while (next_name(&path, &name)) {
        if (name.bytes > UC_FS_NAME_MAX || uc_fs_name_is(&name, "..")) {
            return -UC_EPROTO;
        }
        if (last->bytes > 0) {
            const struct uc_fs_new what = {.mode = UC_FS_DIRECTORY | 0755};
            struct ramfs_entry *entry = ramfs_entry_find(dir, last);
            struct ramfs_node *next =
                (entry == NULL) ? node_new(fill->fs, &what) : entry->node;
            int err = (next == NULL) ? -UC_ENOSPC : 0;
            if (err == 0 && entry == NULL) {
                err = add_name(dir, last, next);
                if (err < 0) {
                    ramfs_node_free(next);
                }
            }
            if (err < 0) {
                return err;
            }
            if (!is_dir(next)) {
                return -UC_ENOTDIR;
            }
            dir = next;
        }
        *last = name;
    }
    *out = dir;
    return 0;
}

static void describe(struct ramfs_node *node,
                     const struct uc_initrd_entry *entry)
{
    const struct uc_initrd_file *file = &entry->file;

    node->node.mode = file->mode & (UC_FS_TYPE_MASK | UC_FS_PERMISSIONS);
    node->node.uid = entry->uid;
    node->node.gid = entry->gid;
    node->modified = (struct uc_fs_time){.seconds = file->mtime};
    node->accessed = node->modified;
    if (node->node.ops == &ramfs_file_ops && file->bytes > 0) {
        node->file.base = file->data;
        node->file.base_bytes = file->bytes;
        node->file.bytes = file->bytes;
    }
}

static struct ramfs_node *make(struct fill *fill,
                               const struct uc_initrd_entry *entry)
{
    const struct uc_initrd_file *file = &entry->file;
    const struct uc_fs_new what = {
        .mode = file->mode,
        /* Spec: Linux, include/linux/kdev_t.h, new_encode_dev. */
        .device = (entry->device_minor & 0xff) | entry->device_major << 8 |
                  (uint64_t)(entry->device_minor & ~0xffu) << 12,
        .target = {file->data, (uint32_t)file->bytes},
    };

    return node_new(fill->fs, &what);
}

/* Whether (file) can be made of what the archive says. */
static bool is_sound(const struct uc_initrd_file *file)
{
    switch (file->mode & UC_FS_TYPE_MASK) {
    case UC_FS_LINK:
        return file->bytes > 0 && file->bytes <= UC_FS_TARGET_MAX;
    case UC_FS_FILE:
    case UC_FS_DIRECTORY:
    case UC_FS_FIFO:
    case UC_FS_SOCKET:
    case UC_FS_CHARACTER_DEVICE:
    case UC_FS_BLOCK_DEVICE:
        return true;
    default:
        return false;
    }
}

/* The node of (entry), which may be one that had another name before. */
static int find_or_make(struct fill *fill, const struct uc_initrd_entry *entry,
                        struct ramfs_node **out)
{
    const bool is_linked =
        entry->links > 1 && (entry->file.mode & UC_FS_TYPE_MASK) == UC_FS_FILE;
    struct linked **link = is_linked ? linked_of(fill, entry) : NULL;

    if (link != NULL && *link != NULL) {
        *out = (*link)->node;
        return 0;
    }
    *out = make(fill, entry);
    if (*out == NULL) {
        return -UC_ENOSPC;
    }
    if (link != NULL) {
        struct linked *linked = uc_malloc(sizeof *linked);
        if (linked == NULL) {
            ramfs_node_free(*out);
            return -UC_ENOMEM;
        }
        *linked = (struct linked){.entry = *entry, .node = *out};
        /* One link more than it has names, until all is read: what a later
         * entry replaces shall not go away before its other names come. */
        (*out)->links = 1;
        *link = linked;
    }
    return 0;
}

static int add_entry(struct fill *fill, const struct uc_initrd_entry *entry)
{
    const bool wants_dir =
        (entry->file.mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY;
    struct ramfs_node *dir;
    struct uc_fs_name name;

    int err = is_sound(&entry->file)
                  ? walk_to(fill, entry->file.path, &dir, &name)
                  : -UC_EPROTO;
    if (err < 0) {
        return err;
    }
    if (name.bytes == 0) {
        if (wants_dir) {
            describe(dir, entry);
        }
        return 0;
    }
    struct ramfs_entry *old = ramfs_entry_find(dir, &name);
    if (old != NULL && is_dir(old->node)) {
        if (!wants_dir) {
            return -UC_EISDIR;
        }
        describe(old->node, entry);
        return 0;
    }
    if (old != NULL) { /* the last of one name counts */
        remove_name(dir, old);
    }
    struct ramfs_node *node;
    err = find_or_make(fill, entry, &node);
    if (err < 0) {
        return err;
    }
    describe(node, entry);
    err = add_name(dir, &name, node);
    if (err < 0 && node->links == 0) {
        ramfs_node_free(node);
    }
    return err;
}

static void forget_linked(struct fill *fill)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        while (fill->linked[i] != NULL) {
            struct linked *linked = fill->linked[i];
            fill->linked[i] = linked->next;
            if (--linked->node->links == 0) {
                ramfs_node_free(linked->node);
            }
            uc_free(linked);
        }
    }
}

int ramfs_fill(struct ramfs *fs)
{
    struct fill fill = {.fs = fs};
    struct uc_initrd_walk walk;
    struct uc_initrd_entry entry;

    int err = uc_initrd_walk(&walk);
    if (err < 0) {
        return (err == -UC_ENOENT) ? 0 : err;
    }
    do {
        err = uc_initrd_next_entry(&walk, &entry);
        if (err == 1) {
            if (entry.restarts) {
                forget_linked(&fill);
            }
            int added = add_entry(&fill, &entry);
            err = (added < 0) ? added : 1;
        }
    } while (err == 1);
    forget_linked(&fill);
    return err;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories: a list in the order of cookies, and beside it, from some names
 * on, a hash table. Where there is no memory for a larger table, the list or
 * the smaller table does.
 */
#include "internal.h"

enum {
    FEW = 8, /* names that are looked through faster than hashed */
    FIRST_BUCKETS = 16,
};

static bool is_named(const struct ramfs_entry *entry,
                     const struct uc_fs_name *name)
{
    return entry->bytes == name->bytes &&
           __builtin_memcmp(entry->name, name->text, name->bytes) == 0;
}

static struct ramfs_entry **bucket_of(const struct ramfs_dir *dir,
                                      uint32_t hash)
{
    return &dir->buckets[hash & (dir->buckets_n - 1)];
}

struct ramfs_entry *ramfs_entry_find(const struct ramfs_node *node,
                                     const struct uc_fs_name *name)
{
    const struct ramfs_dir *dir = &node->dir;
    struct ramfs_entry *entry = dir->first;

    if (dir->buckets == NULL) {
        while (entry != NULL && !is_named(entry, name)) {
            entry = entry->behind;
        }
        return entry;
    }
    const uint32_t hash =
        ramfs_hash(ramfs_of(&node->node)->key, name->text, name->bytes);
    entry = *bucket_of(dir, hash);
    while (entry != NULL && !(entry->hash == hash && is_named(entry, name))) {
        entry = entry->chain;
    }
    return entry;
}

static void chain_add(const struct ramfs_dir *dir, struct ramfs_entry *entry)
{
    struct ramfs_entry **bucket = bucket_of(dir, entry->hash);

    entry->chain = *bucket;
    *bucket = entry;
}

static void grow(struct ramfs_node *node)
{
    struct ramfs_dir *dir = &node->dir;
    struct ramfs *fs = ramfs_of(&node->node);
    const uint32_t buckets_n =
        (dir->buckets_n == 0) ? FIRST_BUCKETS : 2 * dir->buckets_n;
    struct ramfs_entry **buckets =
        ramfs_alloc(fs, buckets_n * sizeof(struct ramfs_entry *));

    if (buckets == NULL) {
        return;
    }
    ramfs_free(fs, dir->buckets, dir->buckets_n * sizeof(*buckets));
    dir->buckets = buckets;
    dir->buckets_n = buckets_n;
    for (struct ramfs_entry *entry = dir->first; entry != NULL;
         entry = entry->behind) {
        chain_add(dir, entry);
    }
}

struct ramfs_entry *ramfs_entry_add(struct ramfs_node *node,
                                    const struct uc_fs_name *name,
                                    struct ramfs_node *target)
{
    struct ramfs_dir *dir = &node->dir;
    struct ramfs *fs = ramfs_of(&node->node);
    struct ramfs_entry *entry = ramfs_alloc(fs, sizeof *entry + name->bytes);

    if (entry == NULL) {
        return NULL;
    }
    entry->node = target;
    entry->cookie = ++dir->cookie;
    entry->hash = ramfs_hash(fs->key, name->text, name->bytes);
    entry->bytes = name->bytes;
    __builtin_memcpy(entry->name, name->text, name->bytes);
    entry->before = dir->last;
    if (dir->last != NULL) {
        dir->last->behind = entry;
    } else {
        dir->first = entry;
    }
    dir->last = entry;
    dir->count++;
    if (dir->buckets != NULL) {
        chain_add(dir, entry);
    }
    if (dir->count > FEW && dir->count > 2 * dir->buckets_n) {
        grow(node);
    }
    return entry;
}

void ramfs_entry_remove(struct ramfs_node *node, struct ramfs_entry *entry)
{
    struct ramfs_dir *dir = &node->dir;

    if (dir->buckets != NULL) {
        struct ramfs_entry **link = bucket_of(dir, entry->hash);
        while (*link != entry) {
            link = &(*link)->chain;
        }
        *link = entry->chain;
    }
    if (entry->before != NULL) {
        entry->before->behind = entry->behind;
    } else {
        dir->first = entry->behind;
    }
    if (entry->behind != NULL) {
        entry->behind->before = entry->before;
    } else {
        dir->last = entry->before;
    }
    if (dir->finger == entry) {
        dir->finger = entry->before;
    }
    dir->count--;
    ramfs_free(ramfs_of(&node->node), entry, sizeof *entry + entry->bytes);
}

static void drop_buckets(struct ramfs_node *node)
{
    struct ramfs_dir *dir = &node->dir;

    ramfs_free(ramfs_of(&node->node), dir->buckets,
               dir->buckets_n * sizeof(*dir->buckets));
    dir->buckets = NULL;
    dir->buckets_n = 0;
}

void ramfs_dir_free(struct ramfs_node *node)
{
    while (node->dir.first != NULL) {
        ramfs_entry_remove(node, node->dir.first);
    }
    drop_buckets(node);
}

void ramfs_tree_free(struct ramfs_node *top)
{
    struct ramfs_entry *entry;

    drop_buckets(top);
    while ((entry = top->dir.first) != NULL) {
        struct ramfs_node *node = entry->node;
        const bool is_dir = node->node.ops == &ramfs_dir_ops;
        if (is_dir && node->dir.first != NULL) {
            /* Its names become those of the top: no depth is too deep. */
            drop_buckets(node);
            top->dir.last->behind = node->dir.first;
            node->dir.first->before = top->dir.last;
            top->dir.last = node->dir.last;
            top->dir.count += node->dir.count;
            node->dir.first = NULL;
        }
        ramfs_entry_remove(top, entry);
        if (is_dir || --node->links == 0) {
            ramfs_node_free(node);
        }
    }
    ramfs_node_free(top);
}

int ramfs_readdir(struct uc_fs_node *node, struct uc_fs_readdir *walk)
{
    struct ramfs_dir *dir = &ramfs_node_of(node)->dir;
    struct ramfs_entry *entry = dir->first;

    if (dir->finger != NULL && dir->finger->cookie <= walk->cookie) {
        entry = dir->finger;
    }
    while (entry != NULL && entry->cookie <= walk->cookie) {
        entry = entry->behind;
    }
    for (; entry != NULL; entry = entry->behind) {
        const struct uc_fs_entry out = {
            .name = {entry->name, entry->bytes},
            .inode = entry->node->node.inode,
            .type = entry->node->node.mode & UC_FS_TYPE_MASK,
            .cookie = entry->cookie,
        };
        if (!uc_fs_emit(walk, &out)) {
            break;
        }
        dir->finger = entry;
    }
    return 0;
}

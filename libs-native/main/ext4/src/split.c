/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories with an index that grow: leaves, and blocks of the index, that
 * are split. */
#include <uc/malloc.h>

#include <string.h>

#include "dir.h"

enum {
    ROOT_ENTRIES = 32,
    NODE_ENTRIES = 8,
};

static uint32_t count_of(const struct ext2_dx_entry *entries)
{
    const struct ext2_dx_countlimit *head = (const void *)entries;

    return ext2fs_le16_to_cpu(head->count);
}

static void set_count(struct ext2_dx_entry *entries, uint32_t count)
{
    struct ext2_dx_countlimit *head = (void *)entries;

    head->count = ext2fs_cpu_to_le16((__u16)count);
}

static bool is_full(const struct ext2_dx_entry *entries)
{
    const struct ext2_dx_countlimit *head = (const void *)entries;

    return count_of(entries) >= ext2fs_le16_to_cpu(head->limit);
}

static void set_limit(const struct ext4_fs *fs, struct ext2_dx_entry *entries,
                      uint32_t offset)
{
    struct ext2_dx_countlimit *head = (void *)entries;
    uint32_t tail = ext2fs_has_feature_metadata_csum(fs->e2->super)
                        ? sizeof(struct ext2_dx_tail)
                        : 0;

    head->limit = ext2fs_cpu_to_le16(
        (__u16)((fs->block_bytes - offset - tail) / sizeof *entries));
}

/* Puts (block), which begins at (hash), behind the entry that was taken. */
static int insert(struct ext4_fs *fs, struct ext4_way *way, uint32_t level,
                  uint32_t hash, uint64_t block)
{
    struct ext2_dx_entry *entries = way->level[level].entries;
    uint32_t count = count_of(entries);
    struct ext2_dx_entry *to = &entries[way->level[level].at + 1];

    memmove(to + 1, to, (size_t)((char *)(entries + count) - (char *)to));
    to->hash = ext2fs_cpu_to_le32(hash);
    to->block = ext2fs_cpu_to_le32((__u32)block);
    set_count(entries, count + 1);
    return ext4_dir_dirty(fs, way->dir, way->level[level].buf);
}

/* Makes the new block (buf) one of the index, with (count) entries. */
static int make_node(struct ext4_fs *fs, struct ext4_inode *dir,
                     struct ext4_buf *buf, const struct ext2_dx_entry *from,
                     uint32_t count)
{
    const struct ext4_entry all = {.bytes = fs->block_bytes};
    struct ext2_dx_entry *entries = (void *)(buf->data + NODE_ENTRIES);

    memset(buf->data, 0, fs->block_bytes);
    ext4_entry_write(fs, buf->data, &all);
    memcpy(entries, from, count * sizeof *entries);
    set_limit(fs, entries, NODE_ENTRIES);
    set_count(entries, count);
    return ext4_dir_dirty(fs, dir, buf);
}

/* The root is full, and all below it: what it holds moves one level down. */
static int add_level(struct ext4_fs *fs, struct ext4_way *way)
{
    struct ext2_dx_entry *root = way->level[0].entries;
    struct ext2_dx_root_info *info =
        (void *)(way->level[0].buf->data + ROOT_ENTRIES - sizeof *info);
    uint32_t most = ext2fs_has_feature_largedir(fs->e2->super) ? 3 : 2;
    struct ext4_buf *buf = NULL;
    uint64_t number = 0;

    if (way->levels >= most) {
        return -UC_ENOSPC;
    }
    int err = ext4_dir_grow(fs, way->dir, &number, &buf);
    if (err < 0) {
        return err;
    }
    err = make_node(fs, way->dir, buf, root, count_of(root));
    ext4_buf_put(fs, buf);
    if (err < 0) {
        return err;
    }
    set_count(root, 1);
    root[0].block = ext2fs_cpu_to_le32((__u32)number);
    info->indirect_levels++;
    return ext4_dir_dirty(fs, way->dir, way->level[0].buf);
}

/* Half of a full block of the index goes to a new one. */
static int split_node(struct ext4_fs *fs, struct ext4_way *way, uint32_t level)
{
    struct ext2_dx_entry *entries = way->level[level].entries;
    uint32_t count = count_of(entries);
    uint32_t keep = count / 2;
    uint32_t hash = ext2fs_le32_to_cpu(entries[keep].hash);
    struct ext4_buf *buf = NULL;
    uint64_t number = 0;

    int err = ext4_dir_grow(fs, way->dir, &number, &buf);
    if (err < 0) {
        return err;
    }
    err = make_node(fs, way->dir, buf, entries + keep, count - keep);
    ext4_buf_put(fs, buf);
    if (err < 0) {
        return err;
    }
    set_count(entries, keep);
    err = ext4_dir_dirty(fs, way->dir, way->level[level].buf);
    return err < 0 ? err : insert(fs, way, level - 1, hash, number);
}

struct item {
    uint32_t hash;
    uint32_t offset;
    uint32_t bytes;
};

static void sort(struct item *items, uint32_t count)
{
    for (uint32_t gap = count / 2; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < count; i++) {
            struct item item = items[i];
            uint32_t j = i;
            for (; j >= gap && items[j - gap].hash > item.hash; j -= gap) {
                items[j] = items[j - gap];
            }
            items[j] = item;
        }
    }
}

/* The entries in use of (block), sorted by hash. */
static int list_items(struct ext4_fs *fs, uint32_t version, const char *block,
                      struct item *items, uint32_t *count)
{
    for (uint32_t offset = 0; offset < ext4_dir_room(fs);) {
        struct ext4_entry entry;
        uint32_t minor = 0;

        if (ext4_entry_read(fs, block, offset, &entry) < 0) {
            return ext4_corrupt(fs);
        }
        if (entry.inode != 0) {
            struct item *item = &items[(*count)++];
            item->offset = offset;
            item->bytes = ext4_entry_bytes(entry.name_bytes);
            int err = ext4_hash(fs, version, entry.name, entry.name_bytes,
                                &item->hash, &minor);
            if (err < 0) {
                return err;
            }
        }
        offset += entry.bytes;
    }
    sort(items, *count);
    return 0;
}

/* Fills (to) with (count) entries of (from), which has been read before. */
static void pack(const struct ext4_fs *fs, const char *from,
                 const struct item *items, uint32_t count, char *to)
{
    uint32_t offset = 0;

    ext4_dir_clear(fs, to);
    for (uint32_t i = 0; i < count; i++) {
        struct ext4_entry entry;

        if (ext4_entry_read(fs, from, items[i].offset, &entry) < 0) {
            continue;
        }
        entry.offset = offset;
        entry.bytes =
            i + 1 < count ? items[i].bytes : ext4_dir_room(fs) - offset;
        ext4_entry_write(fs, to, &entry);
        offset += items[i].bytes;
    }
}

/* Where the upper half, by bytes, begins. */
static uint32_t middle_of(const struct item *items, uint32_t count)
{
    uint32_t all = 0;
    uint32_t lower = 0;
    uint32_t at = 0;

    for (uint32_t i = 0; i < count; i++) {
        all += items[i].bytes;
    }
    while (at + 1 < count && lower + items[at].bytes <= all / 2) {
        lower += items[at++].bytes;
    }
    return at > 0 ? at : 1;
}

static int split_items(struct ext4_fs *fs, struct ext4_way *way,
                       struct ext4_buf *leaf, struct item *items, char *copy)
{
    struct ext4_buf *upper = NULL;
    uint64_t number = 0;
    uint32_t count = 0;

    memcpy(copy, leaf->data, fs->block_bytes);
    int err = list_items(fs, way->version, copy, items, &count);
    if (err < 0) {
        return err;
    }
    if (count < 2) {
        return ext4_corrupt(fs); /* one entry cannot fill a block */
    }
    uint32_t at = middle_of(items, count);
    uint32_t goes_on = items[at].hash == items[at - 1].hash;
    err = ext4_dir_grow(fs, way->dir, &number, &upper);
    if (err < 0) {
        return err;
    }
    pack(fs, copy, items + at, count - at, upper->data);
    err = ext4_dir_dirty(fs, way->dir, upper);
    ext4_buf_put(fs, upper);
    if (err < 0) {
        return err;
    }
    pack(fs, copy, items, at, leaf->data);
    err = ext4_dir_dirty(fs, way->dir, leaf);
    return err < 0 ? err
                   : insert(fs, way, way->levels - 1, items[at].hash + goes_on,
                            number);
}

static int split_leaf(struct ext4_fs *fs, struct ext4_way *way,
                      struct ext4_buf *leaf)
{
    uint32_t most = fs->block_bytes / 8; /* entries of a block, at the most */
    char *copy = uc_malloc(fs->block_bytes);
    struct item *items = uc_malloc(most * sizeof *items);
    int err = copy != NULL && items != NULL
                  ? split_items(fs, way, leaf, items, copy)
                  : -UC_ENOMEM;

    uc_free(copy);
    uc_free(items);
    return err;
}

/* Makes room for a leaf's sibling in the index, or splits the leaf. */
static int split(struct ext4_fs *fs, struct ext4_way *way,
                 struct ext4_buf *leaf)
{
    uint32_t level = way->levels;

    while (level > 0 && is_full(way->level[level - 1].entries)) {
        level--;
    }
    if (level == 0) {
        return add_level(fs, way);
    }
    return level < way->levels ? split_node(fs, way, level)
                               : split_leaf(fs, way, leaf);
}

int ext4_htree_add(struct ext4_fs *fs, struct ext4_inode *dir,
                   const struct ext4_entry *what)
{
    /* A new level, each level split, and the leaf, twice where all that was
     * split is on the other side. */
    enum {
        TURNS = 2 * EXT4_HTREE_LEVELS + 3,
    };
    int err = -UC_ENOSPC;

    for (unsigned turn = 0; turn < TURNS && err == -UC_ENOSPC; turn++) {
        struct ext4_way way = {.dir = dir};
        struct ext4_buf *leaf = NULL;
        uint32_t hash = 0;
        uint32_t minor = 0;

        err = ext4_way_find(fs, &way, 0);
        if (err < 0) {
            return err;
        }
        uint32_t version = way.version;
        ext4_way_let_go(fs, &way);
        err =
            ext4_hash(fs, version, what->name, what->name_bytes, &hash, &minor);
        err = err < 0 ? err : ext4_way_find(fs, &way, hash);
        if (err < 0) {
            return err;
        }
        err = ext4_dir_block(fs, dir, ext4_way_leaf(&way), &leaf);
        if (err == 0) {
            err = ext4_dir_add_in(fs, dir, leaf, what);
            if (err == -UC_ENOSPC) {
                int made = split(fs, &way, leaf);
                err = made < 0 && made != -UC_ENOSPC ? made : err;
                turn = made == -UC_ENOSPC ? TURNS : turn;
            }
            ext4_buf_put(fs, leaf);
        }
        ext4_way_let_go(fs, &way);
    }
    return err;
}

/* Moves the entries behind "." and ".." to an empty leaf. */
static int move_entries(struct ext4_fs *fs, const char *from, uint32_t offset,
                        char *leaf)
{
    struct ext4_entry last = {.bytes = 0};
    uint32_t to = 0;

    while (offset < ext4_dir_room(fs)) {
        struct ext4_entry entry;
        if (ext4_entry_read(fs, from, offset, &entry) < 0) {
            return ext4_corrupt(fs);
        }
        offset += entry.bytes;
        if (entry.inode != 0) {
            entry.offset = to;
            entry.bytes = ext4_entry_bytes(entry.name_bytes);
            to += entry.bytes;
            ext4_entry_write(fs, leaf, &entry);
            last = entry;
            last.name = leaf + entry.offset + 8;
        }
    }
    if (last.bytes > 0) {
        last.bytes = ext4_dir_room(fs) - last.offset;
        ext4_entry_write(fs, leaf, &last);
    }
    return 0;
}

/* A root whose only entry is leaf (number). */
static void make_root(const struct ext4_fs *fs, char *root,
                      struct ext4_entry dot_dot, uint64_t number)
{
    struct ext2_dx_root_info *info =
        (void *)(root + ROOT_ENTRIES - sizeof *info);
    struct ext2_dx_entry *entries = (void *)(root + ROOT_ENTRIES);

    dot_dot.bytes = fs->block_bytes - dot_dot.offset;
    ext4_entry_write(fs, root, &dot_dot);
    memset(info, 0, fs->block_bytes - ROOT_ENTRIES + sizeof *info);
    info->hash_version = fs->e2->super->s_def_hash_version <= EXT2_HASH_TEA
                             ? fs->e2->super->s_def_hash_version
                             : EXT2_HASH_HALF_MD4;
    info->info_length = sizeof *info;
    set_limit(fs, entries, ROOT_ENTRIES);
    set_count(entries, 1);
    entries[0].block = ext2fs_cpu_to_le32((__u32)number);
}

int ext4_htree_make(struct ext4_fs *fs, struct ext4_inode *dir)
{
    struct ext4_buf *root = NULL;
    struct ext4_buf *leaf = NULL;
    struct ext4_entry dot;
    struct ext4_entry dot_dot;
    uint64_t number = 0;

    int err = ext4_dir_block(fs, dir, 0, &root);
    if (err < 0) {
        return err;
    }
    if (ext4_entry_read(fs, root->data, 0, &dot) < 0 || dot.bytes != 12 ||
        ext4_entry_read(fs, root->data, 12, &dot_dot) < 0 ||
        dot_dot.name_bytes != 2) {
        err = ext4_corrupt(fs);
    }
    err = err < 0 ? err : ext4_dir_grow(fs, dir, &number, &leaf);
    if (err == 0) {
        err = move_entries(fs, root->data, 12 + dot_dot.bytes, leaf->data);
        err = err < 0 ? err : ext4_dir_dirty(fs, dir, leaf);
        ext4_buf_put(fs, leaf);
    }
    if (err == 0) {
        make_root(fs, root->data, dot_dot, number);
        dir->raw.i_flags |= EXT2_INDEX_FL;
        err = ext4_dir_dirty(fs, dir, root);
        ext4_inode_dirty(fs, dir, true);
    }
    ext4_buf_put(fs, root);
    return err;
}

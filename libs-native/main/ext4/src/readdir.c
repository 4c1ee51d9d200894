/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories. With an index the order is that of hashes, which stays
 * when leaves are split; a cookie is a hash, both its parts. A directory of one
 * block is read so as well: it gets its index when it grows.
 */
#include <uc/malloc.h>

#include <string.h>

#include "dir.h"

static bool is_dots(const struct ext4_entry *entry)
{
    return entry->name_bytes > 0 && entry->name_bytes <= 2 &&
           entry->name[0] == '.' &&
           (entry->name_bytes == 1 || entry->name[1] == '.');
}

static uint32_t mode_of(struct ext4_fs *fs, const struct ext4_entry *entry)
{
    static const uint32_t modes[] = {
        [EXT2_FT_REG_FILE] = UC_FS_FILE,
        [EXT2_FT_DIR] = UC_FS_DIRECTORY,
        [EXT2_FT_CHRDEV] = UC_FS_CHARACTER_DEVICE,
        [EXT2_FT_BLKDEV] = UC_FS_BLOCK_DEVICE,
        [EXT2_FT_FIFO] = UC_FS_FIFO,
        [EXT2_FT_SOCK] = UC_FS_SOCKET,
        [EXT2_FT_SYMLINK] = UC_FS_LINK,
    };
    uint32_t mode = entry->type < UC_ARRAY_SIZE(modes) ? modes[entry->type] : 0;
    struct ext4_inode *inode = NULL;

    if (mode == 0 && ext4_inode_get(fs, entry->inode, &inode) == 0) {
        mode = inode->raw.i_mode & UC_FS_TYPE_MASK;
        if (--inode->node.references == 0) {
            ext4_inode_release(inode);
        }
    }
    return mode;
}

/* Whether it was taken. */
static bool emit(struct ext4_fs *fs, struct uc_fs_readdir *walk,
                 const struct ext4_entry *entry, uint64_t cookie)
{
    const struct uc_fs_entry out = {
        .name = {entry->name, entry->name_bytes},
        .inode = entry->inode,
        .type = mode_of(fs, entry),
        .cookie = cookie,
    };

    return uc_fs_emit(walk, &out);
}

/* In the order of blocks: a cookie is an offset, of where the next one is. */
static int read_in_place(struct ext4_fs *fs, struct ext4_inode *dir,
                         struct uc_fs_readdir *walk)
{
    uint64_t start = walk->cookie;

    for (uint64_t i = start >> fs->block_shift;
         i < dir->bytes >> fs->block_shift; i++) {
        struct ext4_buf *buf = NULL;
        int err = ext4_dir_block(fs, dir, i, &buf);

        for (uint32_t offset = 0; err == 0 && offset < ext4_dir_room(fs);) {
            struct ext4_entry entry;
            if (ext4_entry_read(fs, buf->data, offset, &entry) < 0) {
                err = ext4_corrupt(fs);
                break;
            }
            /* Entries may have been joined: not each cookie is one's begin. */
            uint64_t at = (i << fs->block_shift) + offset;
            offset += entry.bytes;
            if (at < start || entry.inode == 0 || is_dots(&entry)) {
                continue;
            }
            if (!emit(fs, walk, &entry, (i << fs->block_shift) + offset)) {
                err = 1;
            }
        }
        if (buf != NULL) {
            ext4_buf_put(fs, buf);
        }
        if (err != 0) {
            return err < 0 ? err : 0;
        }
    }
    return 0;
}

struct item {
    uint64_t key; /* cookie that begins with it, less 1 */
    uint32_t inode;
    uint8_t type;
    uint8_t name_bytes;
    char name[UC_FS_NAME_MAX];
};

struct items {
    struct item *all;
    uint32_t count;
    uint32_t room;
};

/* 31 bits of the hash, whose last is always 0, and 30 of its second part. */
static uint64_t key_of(uint32_t hash, uint32_t minor)
{
    return (uint64_t)(hash >> 1) << 30 | minor >> 2;
}

static uint32_t hash_of(uint64_t key)
{
    return (uint32_t)(key >> 30) << 1;
}

static int add_item(struct items *items, const struct ext4_entry *entry,
                    uint64_t key)
{
    if (items->count == items->room) {
        uint32_t room = items->room > 0 ? items->room * 2 : 32;
        struct item *more = uc_realloc(items->all, room * sizeof *more);
        if (more == NULL) {
            return -UC_ENOMEM;
        }
        items->all = more;
        items->room = room;
    }
    struct item *item = &items->all[items->count++];
    item->key = key;
    item->inode = entry->inode;
    item->type = entry->type;
    item->name_bytes = entry->name_bytes;
    memcpy(item->name, entry->name, entry->name_bytes);
    return 0;
}

/* What of a leaf is at (least) or behind. */
static int add_leaf(struct ext4_fs *fs, struct ext4_inode *dir,
                    uint32_t version, uint64_t number, uint64_t least,
                    struct items *items)
{
    struct ext4_buf *buf = NULL;
    int err = ext4_dir_block(fs, dir, number, &buf);

    if (err < 0) {
        return err;
    }
    for (uint32_t offset = 0; err == 0 && offset < ext4_dir_room(fs);) {
        struct ext4_entry entry;
        uint32_t hash = 0;
        uint32_t minor = 0;

        if (ext4_entry_read(fs, buf->data, offset, &entry) < 0) {
            err = ext4_corrupt(fs);
            break;
        }
        offset += entry.bytes;
        if (entry.inode == 0 || is_dots(&entry)) {
            continue;
        }
        err =
            ext4_hash(fs, version, entry.name, entry.name_bytes, &hash, &minor);
        if (err == 0 && key_of(hash, minor) >= least) {
            err = add_item(items, &entry, key_of(hash, minor));
        }
    }
    ext4_buf_put(fs, buf);
    return err;
}

static void sort(struct items *items)
{
    struct item *all = items->all;

    for (uint32_t gap = items->count / 2; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < items->count; i++) {
            for (uint32_t j = i; j >= gap && all[j - gap].key > all[j].key;
                 j -= gap) {
                struct item item = all[j];
                all[j] = all[j - gap];
                all[j - gap] = item;
            }
        }
    }
}

/* Returns 1 where there was no room for all. */
static int emit_items(struct ext4_fs *fs, struct uc_fs_readdir *walk,
                      struct items *items)
{
    sort(items);
    for (uint32_t i = 0; i < items->count; i++) {
        const struct item *item = &items->all[i];
        const struct ext4_entry entry = {
            .inode = item->inode,
            .type = item->type,
            .name_bytes = item->name_bytes,
            .name = item->name,
        };
        /* Of two with one key the first leaves the cookie at both. */
        bool twin = i + 1 < items->count && items->all[i + 1].key == item->key;
        uint64_t cookie = item->key + (twin ? 1 : 2);

        if (!emit(fs, walk, &entry, cookie)) {
            return 1;
        }
    }
    items->count = 0;
    return 0;
}

static int read_indexed(struct ext4_fs *fs, struct ext4_inode *dir,
                        struct uc_fs_readdir *walk, struct items *items)
{
    uint64_t least = walk->cookie > 0 ? walk->cookie - 1 : 0;
    struct ext4_way way = {.dir = dir};
    uint32_t start = 0;
    int more = 1;

    int err = ext4_way_find(fs, &way, hash_of(least));
    while (err == 0 && more > 0) {
        err = add_leaf(fs, dir, way.version, ext4_way_leaf(&way), least, items);
        if (err < 0) {
            break;
        }
        more = ext4_way_next(fs, &way, &start);
        if (more < 0) {
            err = more;
        } else if (more == 0 || !(start & 1)) {
            err = emit_items(fs, walk, items);
        }
    }
    ext4_way_let_go(fs, &way);
    return err < 0 ? err : 0;
}

/* One block without an index, whose hash is that which it would have. */
static int read_block(struct ext4_fs *fs, struct ext4_inode *dir,
                      struct uc_fs_readdir *walk, struct items *items)
{
    uint64_t least = walk->cookie > 0 ? walk->cookie - 1 : 0;
    uint32_t version = fs->e2->super->s_def_hash_version <= EXT2_HASH_TEA
                           ? fs->e2->super->s_def_hash_version
                           : EXT2_HASH_HALF_MD4;

    if (fs->e2->super->s_flags & EXT2_FLAGS_UNSIGNED_HASH) {
        version += EXT2_HASH_LEGACY_UNSIGNED;
    }
    int err = add_leaf(fs, dir, version, 0, least, items);
    err = err < 0 ? err : emit_items(fs, walk, items);
    return err < 0 ? err : 0;
}

int ext4_node_readdir(struct uc_fs_node *node, struct uc_fs_readdir *walk)
{
    struct ext4_inode *dir = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    struct items items = {.all = NULL};
    int err = 0;

    ext4_lock(fs);
    if (ext4_is_indexed(fs, dir)) {
        err = read_indexed(fs, dir, walk, &items);
    } else if (ext2fs_has_feature_dir_index(fs->e2->super) &&
               dir->bytes == fs->block_bytes) {
        err = read_block(fs, dir, walk, &items);
    } else {
        err = read_in_place(fs, dir, walk);
    }
    ext4_unlock(fs);
    uc_free(items.all);
    return err;
}

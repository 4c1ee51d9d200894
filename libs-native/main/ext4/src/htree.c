/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories with an index: a tree of hashes of names, whose leaves are blocks
 * of entries in no order.
 * Spec: Linux, Documentation/filesystems/ext4/directory.rst, "Hash Tree
 * Directories".
 */
#include <string.h>

#include "dir.h"

enum {
    ROOT_ENTRIES = 32, /* behind ".", ".." and the root's own fields */
    NODE_ENTRIES = 8,  /* behind what looks like a free entry */
    BLOCK_MASK = 0x0fffffff,
};

bool ext4_is_indexed(const struct ext4_fs *fs, const struct ext4_inode *dir)
{
    return (dir->raw.i_flags & EXT2_INDEX_FL) &&
           ext2fs_has_feature_dir_index(fs->e2->super);
}

int ext4_hash(struct ext4_fs *fs, uint32_t version, const char *name,
              uint32_t bytes, uint32_t *hash, uint32_t *minor)
{
    ext2_dirhash_t major = 0;
    ext2_dirhash_t rest = 0;

    if (ext2fs_dirhash((int)version, name, (int)bytes,
                       fs->e2->super->s_hash_seed, &major, &rest) != 0) {
        return ext4_corrupt(fs);
    }
    *hash = major;
    *minor = rest;
    return 0;
}

static struct ext2_dx_countlimit *head_of(struct ext2_dx_entry *entries)
{
    return (void *)entries;
}

static uint32_t count_of(const struct ext2_dx_entry *entries)
{
    const struct ext2_dx_countlimit *head = (const void *)entries;

    return ext2fs_le16_to_cpu(head->count);
}

/* How many entries fit into a block of the index. */
static uint32_t limit_of(const struct ext4_fs *fs, uint32_t offset)
{
    uint32_t tail = ext2fs_has_feature_metadata_csum(fs->e2->super)
                        ? sizeof(struct ext2_dx_tail)
                        : 0;

    return (uint32_t)((fs->block_bytes - offset - tail) /
                      sizeof(struct ext2_dx_entry));
}

/* Entries of a block of the index, which (level) 0 is the root of. */
static int load(struct ext4_fs *fs, struct ext4_way *way, uint32_t level,
                uint64_t number)
{
    uint32_t offset = level == 0 ? ROOT_ENTRIES : NODE_ENTRIES;
    struct ext4_buf *buf = NULL;
    int err = ext4_dir_block(fs, way->dir, number, &buf);

    if (err < 0) {
        return err;
    }
    struct ext2_dx_entry *entries = (void *)(buf->data + offset);
    uint32_t limit = limit_of(fs, offset);
    if (ext2fs_le16_to_cpu(head_of(entries)->limit) != limit ||
        count_of(entries) == 0 || count_of(entries) > limit) {
        ext4_buf_put(fs, buf);
        return ext4_corrupt(fs);
    }
    way->level[level].buf = buf;
    way->level[level].entries = entries;
    way->level[level].at = 0;
    return 0;
}

static int load_root(struct ext4_fs *fs, struct ext4_way *way)
{
    uint32_t most = ext2fs_has_feature_largedir(fs->e2->super) ? 3 : 2;

    way->levels = 0;
    int err = load(fs, way, 0, 0);
    if (err < 0) {
        return err;
    }
    const struct ext2_dx_root_info *info =
        (const void *)(way->level[0].buf->data + ROOT_ENTRIES -
                       sizeof(struct ext2_dx_root_info));
    way->levels = info->indirect_levels + 1u;
    way->version = info->hash_version;
    if (info->hash_version <= EXT2_HASH_TEA &&
        (fs->e2->super->s_flags & EXT2_FLAGS_UNSIGNED_HASH)) {
        way->version += EXT2_HASH_LEGACY_UNSIGNED;
    }
    if (way->levels > most || info->info_length != sizeof *info ||
        info->hash_version > EXT2_HASH_TEA) {
        way->levels = 1;
        ext4_way_let_go(fs, way);
        return ext4_corrupt(fs);
    }
    return 0;
}

/* The last entry that begins at or before (hash); the first begins at 0. */
static uint32_t search(const struct ext2_dx_entry *entries, uint32_t hash)
{
    uint32_t low = 1;
    uint32_t high = count_of(entries);

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (ext2fs_le32_to_cpu(entries[middle].hash) <= hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

static uint64_t child_of(const struct ext4_way *way, uint32_t level)
{
    const struct ext2_dx_entry *e =
        &way->level[level].entries[way->level[level].at];

    return ext2fs_le32_to_cpu(e->block) & BLOCK_MASK;
}

static void let_go_from(struct ext4_fs *fs, struct ext4_way *way,
                        uint32_t level)
{
    for (; level < way->levels; level++) {
        if (way->level[level].buf != NULL) {
            ext4_buf_put(fs, way->level[level].buf);
            way->level[level].buf = NULL;
        }
    }
}

void ext4_way_let_go(struct ext4_fs *fs, struct ext4_way *way)
{
    let_go_from(fs, way, 0);
    way->levels = 0;
}

/* From (level) down to the leaf, by (hash) or by first entries. */
static int descend(struct ext4_fs *fs, struct ext4_way *way, uint32_t level,
                   const uint32_t *hash)
{
    for (;; level++) {
        if (hash != NULL) {
            way->level[level].at = search(way->level[level].entries, *hash);
        }
        if (level + 1 == way->levels) {
            return 0;
        }
        int err = load(fs, way, level + 1, child_of(way, level));
        if (err < 0) {
            return err;
        }
    }
}

int ext4_way_find(struct ext4_fs *fs, struct ext4_way *way, uint32_t hash)
{
    for (uint32_t i = 0; i < EXT4_HTREE_LEVELS; i++) {
        way->level[i].buf = NULL;
    }
    int err = load_root(fs, way);

    if (err < 0) {
        return err;
    }
    err = descend(fs, way, 0, &hash);
    if (err < 0) {
        ext4_way_let_go(fs, way);
    }
    return err;
}

uint64_t ext4_way_leaf(const struct ext4_way *way)
{
    return child_of(way, way->levels - 1);
}

int ext4_way_next(struct ext4_fs *fs, struct ext4_way *way, uint32_t *hash)
{
    uint32_t level = way->levels;

    do {
        if (level == 0) {
            return 0;
        }
        level--;
    } while (way->level[level].at + 1 >= count_of(way->level[level].entries));
    way->level[level].at++;
    *hash = ext2fs_le32_to_cpu(
        way->level[level].entries[way->level[level].at].hash);
    if (level + 1 < way->levels) {
        let_go_from(fs, way, level + 1);
        int err = load(fs, way, level + 1, child_of(way, level));
        err = err < 0 ? err : descend(fs, way, level + 1, NULL);
        if (err < 0) {
            return err;
        }
    }
    return 1;
}

int ext4_htree_find(struct ext4_fs *fs, struct ext4_inode *dir,
                    const struct uc_fs_name *name, struct ext4_place *place)
{
    struct ext4_way way = {.dir = dir};
    uint32_t hash = 0;
    uint32_t minor = 0;
    uint32_t start = 0;

    int err = load_root(fs, &way);
    if (err < 0) {
        return err;
    }
    err = ext4_hash(fs, way.version, name->text, name->bytes, &hash, &minor);
    err = err < 0 ? err : descend(fs, &way, 0, &hash);
    while (err == 0) {
        struct ext4_buf *buf = NULL;

        err = ext4_dir_block(fs, dir, ext4_way_leaf(&way), &buf);
        if (err < 0) {
            break;
        }
        err = ext4_dir_find_in(fs, buf, name, place);
        ext4_buf_put(fs, buf);
        if (err != -UC_ENOENT) {
            break;
        }
        /* Names with one hash may go on in the next leaf, which says so. */
        int more = ext4_way_next(fs, &way, &start);
        if (more < 0) {
            err = more;
        } else if (more > 0 && (start & 1) && (start & ~1u) == (hash & ~1u)) {
            err = 0;
        }
    }
    ext4_way_let_go(fs, &way);
    return err;
}

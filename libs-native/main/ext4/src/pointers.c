/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files without extents, as ext2 and ext3 have them: blocks of pointers, up to
 * three deep. libext2fs puts blocks into such a map; taking them out is done
 * here, since its ext2fs_punch counts wrongly when asked for less than all.
 * Spec: Linux, Documentation/filesystems/ext4/blockmap.rst.
 */
#include <string.h>

#include "internal.h"

/* Which of the pointers (pointers_n) of a block of pointers are a run with the
 * one at (index): holes, or blocks that follow each other. */
static struct ext4_run run_of_pointers(const __le32 *pointers,
                                       uint32_t pointers_n, uint32_t index)
{
    uint32_t first = ext2fs_le32_to_cpu(pointers[index]);
    struct ext4_run run = {.block = first};

    while (index + run.count < pointers_n &&
           ext2fs_le32_to_cpu(pointers[index + run.count]) ==
               (first != 0 ? first + run.count : 0)) {
        run.count++;
    }
    return run;
}

/* Which pointer of the inode leads to (*number), by how many levels; (*number)
 * counts from what that pointer leads to on. */
static unsigned find_pointer(uint64_t n, uint64_t *number, unsigned *levels)
{
    uint64_t span = 1;

    if (*number < EXT2_NDIR_BLOCKS) {
        *levels = 0;
        return (unsigned)*number;
    }
    *number -= EXT2_NDIR_BLOCKS;
    for (*levels = 1; *levels <= 3; ++*levels) {
        span *= n;
        if (*number < span) {
            break;
        }
        *number -= span;
    }
    return EXT2_NDIR_BLOCKS + *levels - 1;
}

int ext4_pointers_map(struct ext4_fs *fs, struct ext4_inode *inode,
                      uint64_t number, struct ext4_run *out)
{
    uint64_t n = fs->block_bytes / sizeof(__le32);
    uint64_t within = number;
    unsigned levels = 0;
    unsigned at = find_pointer(n, &within, &levels);
    uint64_t span = 1;

    if (levels > 3) {
        return -UC_EFBIG;
    }
    uint64_t block = inode->raw.i_block[at];
    *out = (struct ext4_run){.block = block, .count = 1};
    for (unsigned i = 1; i < levels; i++) {
        span *= n;
    }
    for (; levels > 0 && block != 0; levels--) {
        struct ext4_buf *buf = NULL;
        int err = ext4_meta_read(fs, block, &buf);
        if (err < 0) {
            return err;
        }
        *out = run_of_pointers((const void *)buf->data, (uint32_t)n,
                               (uint32_t)(within / span));
        ext4_buf_put(fs, buf);
        block = out->block;
        within %= span;
        if (levels > 1) {
            span /= n;
        }
    }
    if (levels > 0) { /* a hole, as wide as what would have been here */
        uint64_t wide = span * n - within;
        out->count = wide < UINT32_MAX ? (uint32_t)wide : UINT32_MAX;
    }
    out->number = number;
    return block == 0 || (block > fs->e2->super->s_first_data_block &&
                          block + out->count <= fs->blocks)
               ? 0
               : ext4_corrupt(fs);
}

/* Empties (count) pointers of a block from (index) on. Returns 1 where nothing
 * is left in it. */
static int clear(struct ext4_fs *fs, uint64_t block, uint32_t index,
                 uint32_t count)
{
    struct ext4_buf *buf = NULL;
    int err = ext4_meta_read(fs, block, &buf);

    if (err < 0) {
        return err;
    }
    memset(buf->data + index * sizeof(__le32), 0, count * sizeof(__le32));
    ext4_meta_dirty(fs, buf);
    int empty = 1;
    for (uint32_t i = 0; i < fs->block_bytes && empty; i++) {
        empty = buf->data[i] == 0;
    }
    ext4_buf_put(fs, buf);
    return empty;
}

struct way {
    unsigned at; /* pointer of the inode */
    unsigned levels;
    uint64_t block[3]; /* of pointers, and which of them was taken */
    uint32_t index[3];
};

static int find_way(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t number, struct way *way)
{
    uint64_t n = fs->block_bytes / sizeof(__le32);
    uint64_t span = 1;

    way->at = find_pointer(n, &number, &way->levels);
    uint64_t block = inode->raw.i_block[way->at];
    for (unsigned i = 1; i < way->levels; i++) {
        span *= n;
    }
    for (unsigned i = 0; i < way->levels; i++) {
        struct ext4_buf *buf = NULL;
        int err = ext4_meta_read(fs, block, &buf);
        if (err < 0) {
            return err;
        }
        way->block[i] = block;
        way->index[i] = (uint32_t)(number / span);
        block = ext2fs_le32_to_cpu(
            ((const __le32 *)(void *)buf->data)[way->index[i]]);
        ext4_buf_put(fs, buf);
        number %= span;
        span = span >= n ? span / n : 1;
    }
    return 0;
}

int ext4_pointers_cut(struct ext4_fs *fs, struct ext4_inode *inode,
                      const struct ext4_run *run)
{
    uint32_t count = run->count;
    struct way way;
    int err = find_way(fs, inode, run->number, &way);
    int empty = 1;

    for (unsigned i = way.levels; err == 0 && empty && i > 0; i--) {
        empty = clear(fs, way.block[i - 1], way.index[i - 1], count);
        if (empty < 0) {
            return empty;
        }
        if (empty) {
            err = ext4_meta_free(fs, way.block[i - 1]);
            err = err < 0 ? err : ext4_blocks_free(fs, way.block[i - 1], 1);
            ext2fs_iblk_sub_blocks(fs->e2, (void *)&inode->raw, 1);
        }
        count = 1;
    }
    if (err == 0 && empty) {
        inode->raw.i_block[way.at] = 0;
    }
    return err;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Cutting files. */
#include <string.h>

#include "internal.h"

enum {
    /* Metadata blocks that one step changes: bitmaps and descriptors of two
     * groups, and the way to a leaf. */
    STEP_BLOCKS = 16,
    /* Blocks of a file without extents that one step frees. */
    STEP_INDIRECT = 256,
};

/* Frees the end of the last extent, as far as it is at or behind (number).
 * Returns 1 where there may be more. */
static int cut_extent(struct ext4_fs *fs, struct ext4_inode *inode,
                      uint64_t number, uint64_t *block, uint32_t *count)
{
    ext2_extent_handle_t handle = NULL;
    struct ext2fs_extent last = {.e_len = 0};
    const struct ext3_extent_header *eh = (const void *)inode->raw.i_block;
    int more = 0;

    if (eh->eh_entries == 0) {
        return 0;
    }
    errcode_t err = ext2fs_extent_open2(fs->e2, ext4_number(inode),
                                        (void *)&inode->raw, &handle);
    if (err != 0) {
        return ext4_error(err);
    }
    err = ext2fs_extent_get(handle, EXT2_EXTENT_ROOT, &last);
    err = err != 0 ? err
                   : ext2fs_extent_get(handle, EXT2_EXTENT_LAST_LEAF, &last);
    if (err == 0 && last.e_lblk + last.e_len > number) {
        uint64_t keep = last.e_lblk < number ? number - last.e_lblk : 0;

        *block = last.e_pblk + keep;
        *count = (uint32_t)(last.e_len - keep);
        last.e_len = (__u32)keep;
        err = keep > 0 ? ext2fs_extent_replace(handle, 0, &last)
                       : ext2fs_extent_delete(handle, 0);
        more = keep == 0;
    }
    ext2fs_extent_free(handle);
    return err != 0 ? ext4_error(err) : more;
}

/* Blocks that (inode) does not have any more. What is in the journal but for
 * data of files must not come back from there. */
static int free_data(struct ext4_fs *fs, struct ext4_inode *inode,
                     uint64_t block, uint32_t count)
{
    int err = 0;

    ext2fs_iblk_sub_blocks(fs->e2, (void *)&inode->raw, count);
    ext4_inode_dirty(fs, inode, true);
    if ((inode->raw.i_mode & UC_FS_TYPE_MASK) != UC_FS_FILE) {
        for (uint32_t i = 0; i < count && err == 0; i++) {
            err = ext4_meta_free(fs, block + i);
        }
    }
    return err < 0 ? err : ext4_blocks_free(fs, block, count);
}

/* Frees the next blocks at or behind (*number), and moves it behind them.
 * Returns 1 where there may be more. */
static int cut_pointers(struct ext4_fs *fs, struct ext4_inode *inode,
                        uint64_t *number)
{
    struct ext4_run run = {.count = 0};
    int err = 0;

    do { /* holes, each as wide as can be told from a block of pointers */
        *number += run.count;
        err = ext4_map(fs, inode, *number, STEP_INDIRECT, &run);
    } while (err == 0 && run.block == 0);
    if (err < 0) {
        return err == -UC_EFBIG ? 0 : err; /* behind the last that can be */
    }
    inode->run.count = 0;
    *number += run.count;
    err = ext4_pointers_cut(fs, inode, &run);
    err = err < 0 ? err : free_data(fs, inode, run.block, run.count);
    return err < 0 ? err : 1;
}

static int cut_step(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t *number)
{
    uint64_t block = 0;
    uint32_t count = 0;

    if (!(inode->raw.i_flags & EXT4_EXTENTS_FL)) {
        return cut_pointers(fs, inode, number);
    }
    int more = cut_extent(fs, inode, *number, &block, &count);
    if (more < 0 || count == 0) {
        return more;
    }
    int err = free_data(fs, inode, block, count);
    return err < 0 ? err : more;
}

int ext4_unmap_from(struct ext4_fs *fs, struct ext4_inode *inode,
                    uint64_t number)
{
    int more = 1;

    inode->run.count = 0;
    while (more > 0) {
        if (!inode->orphan &&
            fs->txn.bufs.count + fs->dirty_inodes_n + 4 * STEP_BLOCKS >=
                fs->txn.most) {
            /* It may take another transaction: what is left is cut then, even
             * if the power goes in between. */
            int err = ext4_orphan_add(fs, inode);
            if (err < 0) {
                return err;
            }
        }
        int err = ext4_begin(fs, STEP_BLOCKS);
        if (err < 0) {
            return err;
        }
        more = cut_step(fs, inode, &number);
        if (more < 0) {
            return more == -UC_EIO ? ext4_corrupt(fs) : ext4_abort(fs, more);
        }
    }
    return fs->aborted ? -UC_EIO : 0;
}

/* Zeroes what is behind the end in the last block, so that a file that grows
 * again has zeroes there. */
static int clear_tail(struct ext4_fs *fs, struct ext4_inode *inode,
                      uint64_t bytes)
{
    uint32_t within = (uint32_t)(bytes & (fs->block_bytes - 1));
    uint64_t number = bytes >> fs->block_shift;
    struct ext4_run run = {.count = 0};
    struct ext4_buf *buf = ext4_buf_find(fs, ext4_number(inode), number);

    if (within == 0) {
        return 0;
    }
    if (buf == NULL) {
        int err = ext4_map(fs, inode, number, 1, &run);
        if (err < 0 || run.block == 0 || run.unwritten) {
            return err;
        }
    }
    int err = ext4_data_read(fs, inode, number, &buf);
    if (err < 0) {
        return err;
    }
    memset(buf->data + within, 0, fs->block_bytes - within);
    if (buf->block != 0 || (buf->flags & EXT4_BUF_DELAYED)) {
        ext4_data_dirty(fs, inode, buf);
    }
    ext4_buf_put(fs, buf);
    return 0;
}

int ext4_resize(struct ext4_fs *fs, struct ext4_inode *inode, uint64_t bytes)
{
    bool shorter = bytes < inode->bytes;
    int err = ext4_begin(fs, STEP_BLOCKS);

    if (err == 0 && shorter) {
        err = clear_tail(fs, inode, bytes);
    }
    if (err < 0) {
        return err;
    }
    uint64_t keep = ext4_blocks_of(fs, bytes);
    if (shorter) {
        ext4_data_drop(fs, inode, keep);
    }
    inode->bytes = bytes;
    ext2fs_inode_size_set(fs->e2, (void *)&inode->raw, (ext2_off64_t)bytes);
    ext4_inode_dirty(fs, inode, true);
    if (!shorter) {
        return 0;
    }
    err = ext4_unmap_from(fs, inode, keep);
    if (err == 0 && inode->orphan && inode->raw.i_links_count > 0) {
        err = ext4_begin(fs, STEP_BLOCKS);
        err = err < 0 ? err : ext4_orphan_remove(fs, inode);
    }
    return err;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which blocks a file has. Looking one up is on every path, so extents are
 * walked here, in place and by halving; changing them, and files of ext2 and
 * ext3 without extents, are libext2fs'.
 */
#include <string.h>

#include "internal.h"

struct node {
    const struct ext3_extent_header *header;
    uint32_t bytes;
    uint32_t depth;
};

/* Never trusts what a block says of itself. */
static bool is_sound(const struct node *node)
{
    const struct ext3_extent_header *eh = node->header;
    uint32_t most = ext2fs_le16_to_cpu(eh->eh_max);

    return ext2fs_le16_to_cpu(eh->eh_magic) == EXT3_EXT_MAGIC &&
           ext2fs_le16_to_cpu(eh->eh_depth) == node->depth &&
           ext2fs_le16_to_cpu(eh->eh_entries) <= most &&
           sizeof *eh + most * sizeof(struct ext3_extent) <= node->bytes;
}

/* Entries of both kinds begin with their first block, and have one size. */
static uint32_t first_of(const struct node *node, uint32_t index)
{
    const struct ext3_extent *all = EXT_FIRST_EXTENT(node->header);

    return ext2fs_le32_to_cpu(all[index].ee_block);
}

/* Last entry that begins at or before (number); -1: none. */
static int find_entry(const struct node *node, uint64_t number)
{
    int low = 0;
    int high = ext2fs_le16_to_cpu(node->header->eh_entries);

    while (low < high) {
        int middle = (low + high) / 2;
        if (first_of(node, (uint32_t)middle) <= number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

static int read_node(struct ext4_fs *fs, struct ext4_inode *inode,
                     uint64_t block, uint32_t depth, struct ext4_buf **buf)
{
    int err = ext4_meta_read(fs, block, buf);

    if (err < 0) {
        return err;
    }
    const struct node node = {(const void *)(*buf)->data, fs->block_bytes,
                              depth};
    bool right = is_sound(&node) && node.header->eh_entries != 0;
    if (right && !((*buf)->flags & EXT4_BUF_CHECKED)) {
        right = ext2fs_extent_block_csum_verify(fs->e2, ext4_number(inode),
                                                (void *)(*buf)->data) != 0;
    }
    if (!right) {
        ext4_buf_put(fs, *buf);
        return ext4_corrupt(fs);
    }
    (*buf)->flags |= EXT4_BUF_CHECKED;
    return 0;
}

/* The run of leaf (node) that (number) is in; (end) is where the next leaf
 * begins. */
static bool run_of_leaf(const struct ext4_fs *fs, const struct node *node,
                        uint64_t number, uint64_t end, struct ext4_run *out)
{
    int index = find_entry(node, number);
    uint64_t start = 0;

    if (index + 1 < ext2fs_le16_to_cpu(node->header->eh_entries)) {
        uint64_t next = first_of(node, (uint32_t)index + 1);
        end = next < end ? next : end;
    }
    if (index >= 0) {
        const struct ext3_extent *e = EXT_FIRST_EXTENT(node->header) + index;
        uint32_t count = ext2fs_le16_to_cpu(e->ee_len);
        bool unwritten = count > EXT_INIT_MAX_LEN;

        count -= unwritten ? (uint32_t)EXT_INIT_MAX_LEN : 0;
        start = ext2fs_le32_to_cpu(e->ee_block);
        if (number < start + count) {
            *out = (struct ext4_run){
                .number = start,
                .block = ext2fs_le32_to_cpu(e->ee_start) |
                         (uint64_t)ext2fs_le16_to_cpu(e->ee_start_hi) << 32,
                .count = count,
                .unwritten = unwritten,
            };
            return out->block > fs->e2->super->s_first_data_block &&
                   out->block < fs->blocks && count <= fs->blocks - out->block;
        }
        start += count;
    }
    if (end <= number) {
        return false; /* entries are not in order */
    }
    uint64_t gap = end - start;
    *out = (struct ext4_run){
        .number = start,
        .count = gap < UINT32_MAX ? (uint32_t)gap : UINT32_MAX,
    };
    return true;
}

static int map_extents(struct ext4_fs *fs, struct ext4_inode *inode,
                       uint64_t number, struct ext4_run *out)
{
    struct node node = {(const void *)inode->raw.i_block,
                        sizeof inode->raw.i_block, 0};
    uint64_t end = UINT64_C(1) << 32;
    struct ext4_buf *buf = NULL;

    node.depth = ext2fs_le16_to_cpu(node.header->eh_depth);
    if (!is_sound(&node)) {
        return ext4_corrupt(fs);
    }
    while (node.depth > 0) {
        int index = find_entry(&node, number);
        if (index < 0) {
            index = 0; /* a hole before the first */
        }
        if (ext2fs_le16_to_cpu(node.header->eh_entries) == 0) {
            break;
        }
        const struct ext3_extent_idx *ix = EXT_FIRST_INDEX(node.header) + index;
        uint64_t child = ext2fs_le32_to_cpu(ix->ei_leaf) |
                         (uint64_t)ext2fs_le16_to_cpu(ix->ei_leaf_hi) << 32;
        if (index + 1 < ext2fs_le16_to_cpu(node.header->eh_entries)) {
            uint64_t next = first_of(&node, (uint32_t)index + 1);
            end = next < end ? next : end;
        }
        struct ext4_buf *below = NULL;
        int err = read_node(fs, inode, child, node.depth - 1, &below);
        if (buf != NULL) {
            ext4_buf_put(fs, buf);
        }
        if (err < 0) {
            return err;
        }
        buf = below;
        node = (struct node){(const void *)buf->data, fs->block_bytes,
                             node.depth - 1};
    }
    bool right = node.depth == 0 && run_of_leaf(fs, &node, number, end, out);
    if (buf != NULL) {
        ext4_buf_put(fs, buf);
    }
    return right ? 0 : ext4_corrupt(fs);
}

int ext4_map(struct ext4_fs *fs, struct ext4_inode *inode, uint64_t number,
             uint32_t most, struct ext4_run *out)
{
    struct ext4_run *run = &inode->run;

    if (number < run->number || number - run->number >= run->count) {
        struct ext4_run found = {.count = 0};
        int err = inode->raw.i_flags & EXT4_EXTENTS_FL
                      ? map_extents(fs, inode, number, &found)
                      : ext4_pointers_map(fs, inode, number, &found);
        if (err < 0) {
            return err;
        }
        *run = found;
    }
    uint32_t skip = (uint32_t)(number - run->number);
    uint32_t count = run->count - skip;
    *out = (struct ext4_run){
        .number = number,
        .block = run->block != 0 ? run->block + skip : 0,
        .count = count < most ? count : most,
        .unwritten = run->unwritten,
    };
    return 0;
}

/* Puts (run) behind the extent that (handle) stands at, or makes a new one. */
static errcode_t insert(ext2_extent_handle_t handle, const struct ext4_run *run)
{
    struct ext2fs_extent left = {.e_len = 0};
    struct ext2fs_extent fresh = {
        .e_pblk = run->block,
        .e_lblk = run->number,
        .e_len = run->count,
        .e_flags = run->unwritten ? EXT2_EXTENT_FLAGS_UNINIT : 0,
    };
    int where = EXT2_EXTENT_INSERT_AFTER;

    (void)ext2fs_extent_goto(handle, run->number); /* says: a hole */
    errcode_t err = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, &left);
    if (err == 0 && left.e_lblk > run->number) {
        where = 0;
    } else if (err == 0 && left.e_lblk + left.e_len == run->number &&
               left.e_pblk + left.e_len == run->block &&
               (left.e_flags & EXT2_EXTENT_FLAGS_UNINIT) == fresh.e_flags &&
               left.e_len + run->count <= EXT_INIT_MAX_LEN - 1) {
        left.e_len += run->count;
        return ext2fs_extent_replace(handle, 0, &left);
    } else if (err != 0 && err != EXT2_ET_NO_CURRENT_NODE) {
        return err;
    }
    err = ext2fs_extent_insert(handle, where, &fresh);
    return err != 0 ? err : ext2fs_extent_fix_parents(handle);
}

int ext4_map_set(struct ext4_fs *fs, struct ext4_inode *inode,
                 const struct ext4_run *run)
{
    ext2_extent_handle_t handle = NULL;
    struct ext2_inode *raw = (void *)&inode->raw;
    uint32_t number = ext4_number(inode);
    errcode_t err = 0;

    inode->run.count = 0;
    if (inode->raw.i_flags & EXT4_EXTENTS_FL) {
        err = ext2fs_extent_open2(fs->e2, number, raw, &handle);
        if (err == 0) {
            err = insert(handle, run);
            ext2fs_extent_free(handle);
        }
    } else {
        for (uint32_t i = 0; i < run->count && err == 0; i++) {
            blk64_t block = run->block + i;
            err = ext2fs_bmap2(fs->e2, number, raw, NULL, BMAP_SET | BMAP_ALLOC,
                               run->number + i, NULL, &block);
        }
    }
    if (err != 0) { /* by half, perhaps */
        return ext4_abort(fs, ext4_error(err));
    }
    ext2fs_iblk_add_blocks(fs->e2, raw, run->count);
    ext4_inode_dirty(fs, inode, true);
    return 0;
}

int ext4_map_written(struct ext4_fs *fs, struct ext4_inode *inode,
                     uint64_t number, uint32_t count)
{
    ext2_extent_handle_t handle = NULL;

    while (count > 0) {
        struct ext4_run run = {.count = 0};
        int got = ext4_map(fs, inode, number, 1, &run);
        if (got < 0) {
            return got;
        }
        errcode_t err = ext2fs_extent_open2(fs->e2, ext4_number(inode),
                                            (void *)&inode->raw, &handle);
        if (err == 0) {
            err = ext2fs_extent_set_bmap(handle, number, run.block, 0);
            ext2fs_extent_free(handle);
        }
        inode->run.count = 0;
        if (err != 0) {
            return ext4_abort(fs, ext4_error(err));
        }
        number++;
        count--;
    }
    ext4_inode_dirty(fs, inode, true);
    return 0;
}

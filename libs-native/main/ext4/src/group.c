/* SPDX-License-Identifier: BSD-3-Clause */
/* Block groups: their bitmaps, made where the disk has none yet, and their
 * descriptors. */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"

/* Whether [block, block + count) is on the disk and not its start. */
static bool is_on_disk(const struct ext4_fs *fs, uint64_t block, uint64_t count)
{
    return block > fs->e2->super->s_first_data_block && block < fs->blocks &&
           count <= fs->blocks - block;
}

static bool is_sound(struct ext4_fs *fs, dgrp_t group)
{
    return is_on_disk(fs, ext2fs_block_bitmap_loc(fs->e2, group), 1) &&
           is_on_disk(fs, ext2fs_inode_bitmap_loc(fs->e2, group), 1) &&
           is_on_disk(fs, ext2fs_inode_table_loc(fs->e2, group),
                      fs->e2->inode_blocks_per_group) &&
           ext2fs_group_desc_csum_verify(fs->e2, group);
}

int ext4_groups_init(struct ext4_fs *fs)
{
    for (dgrp_t i = 0; i < fs->e2->group_desc_count; i++) {
        if (!is_sound(fs, i)) {
            return -UC_EIO;
        }
    }
    fs->groups = uc_calloc(fs->e2->group_desc_count, sizeof *fs->groups);
    return fs->groups == NULL ? -UC_ENOMEM : 0;
}

void ext4_groups_free(struct ext4_fs *fs)
{
    if (fs->groups == NULL) {
        return;
    }
    for (dgrp_t i = 0; i < fs->e2->group_desc_count; i++) {
        uc_free(fs->groups[i].pending);
    }
    uc_free(fs->groups);
    fs->groups = NULL;
}

static void set_bits(char *bitmap, uint32_t from, uint32_t to)
{
    for (; from < to && from % 8 != 0; from++) {
        bitmap[from / 8] = (char)(bitmap[from / 8] | 1 << from % 8);
    }
    if (from < to) {
        memset(bitmap + from / 8, 0xff, (to - from) / 8);
        for (from = to - to % 8; from < to; from++) {
            bitmap[from / 8] = (char)(bitmap[from / 8] | 1 << from % 8);
        }
    }
}

/* Sets what of [block, block + count) is in (group). */
static void set_blocks(struct ext4_fs *fs, dgrp_t group, char *bitmap,
                       uint64_t block, uint64_t count)
{
    uint64_t first = ext2fs_group_first_block2(fs->e2, group);
    uint64_t end = ext2fs_group_last_block2(fs->e2, group) + 1;
    uint64_t to = block + count < end ? block + count : end;

    block = block > first ? block : first;
    if (block < to) {
        set_bits(bitmap, (uint32_t)(block - first), (uint32_t)(to - first));
    }
}

/* What a bitmap holds that was never written. */
static void make_bitmap(struct ext4_fs *fs, dgrp_t group, bool inodes,
                        char *bitmap)
{
    uint32_t used = 0;

    memset(bitmap, 0, fs->block_bytes);
    if (inodes) {
        used = fs->e2->super->s_inodes_per_group;
    } else {
        blk_t base = 0;

        used = (uint32_t)ext2fs_group_blocks_count(fs->e2, group);
        ext2fs_super_and_bgd_loc2(fs->e2, group, NULL, NULL, NULL, &base);
        set_blocks(fs, group, bitmap, ext2fs_group_first_block2(fs->e2, group),
                   base);
        set_blocks(fs, group, bitmap, ext2fs_block_bitmap_loc(fs->e2, group),
                   1);
        set_blocks(fs, group, bitmap, ext2fs_inode_bitmap_loc(fs->e2, group),
                   1);
        set_blocks(fs, group, bitmap, ext2fs_inode_table_loc(fs->e2, group),
                   fs->e2->inode_blocks_per_group);
    }
    set_bits(bitmap, used, fs->block_bytes * 8);
}

int ext4_bitmap(struct ext4_fs *fs, dgrp_t group, bool inodes,
                struct ext4_buf **out)
{
    uint64_t block = inodes ? ext2fs_inode_bitmap_loc(fs->e2, group)
                            : ext2fs_block_bitmap_loc(fs->e2, group);
    int size = (int)(inodes ? fs->e2->super->s_inodes_per_group / 8
                            : fs->e2->super->s_clusters_per_group / 8);
    bool none = ext2fs_has_group_desc_csum(fs->e2) &&
                ext2fs_bg_flags_test(fs->e2, group,
                                     inodes ? EXT2_BG_INODE_UNINIT
                                            : EXT2_BG_BLOCK_UNINIT);
    struct ext4_buf *buf = ext4_buf_find(fs, 0, block);

    if (buf != NULL && (buf->flags & EXT4_BUF_CHECKED)) {
        ext4_buf_hold(fs, buf);
        *out = buf;
        return 0;
    }
    int err =
        none ? ext4_meta_new(fs, block, &buf) : ext4_meta_read(fs, block, &buf);
    if (err < 0) {
        return err;
    }
    if (none) {
        make_bitmap(fs, group, inodes, buf->data);
    } else if (!(inodes ? ext2fs_inode_bitmap_csum_verify(fs->e2, group,
                                                          buf->data, size)
                        : ext2fs_block_bitmap_csum_verify(fs->e2, group,
                                                          buf->data, size))) {
        ext4_buf_put(fs, buf);
        return ext4_corrupt(fs);
    }
    buf->flags |= EXT4_BUF_CHECKED;
    *out = buf;
    return 0;
}

void ext4_bitmap_dirty(struct ext4_fs *fs, dgrp_t group, bool inodes,
                       struct ext4_buf *bitmap)
{
    struct ext4_group *g = &fs->groups[group];

    ext4_meta_dirty(fs, bitmap);
    ext2fs_bg_flags_clear(fs->e2, group,
                          inodes ? EXT2_BG_INODE_UNINIT : EXT2_BG_BLOCK_UNINIT);
    g->bitmap_dirty[inodes] = true;
    if (!g->is_dirty) {
        g->is_dirty = true;
        g->next = fs->dirty_groups;
        fs->dirty_groups = g;
        fs->dirty_groups_n++;
    }
    ext4_super_dirty(fs);
}

/* The block of descriptors that holds that of (group). */
static int write_desc(struct ext4_fs *fs, dgrp_t group)
{
    uint32_t per_block = (uint32_t)EXT2_DESC_PER_BLOCK(fs->e2->super);
    dgrp_t index = group / per_block;
    struct ext4_buf *buf = NULL;

    int err =
        ext4_meta_read(fs,
                       ext2fs_descriptor_block_loc2(
                           fs->e2, fs->e2->super->s_first_data_block, index),
                       &buf);
    if (err < 0) {
        return err;
    }
    size_t bytes = EXT2_DESC_SIZE(fs->e2->super);
    char *to = buf->data + (group % per_block) * bytes;
    memcpy(to, ext2fs_group_desc(fs->e2, fs->e2->group_desc, group), bytes);
#ifdef WORDS_BIGENDIAN
    ext2fs_swap_group_desc2(fs->e2, (struct ext2_group_desc *)(void *)to);
#endif
    ext4_meta_dirty(fs, buf);
    ext4_buf_put(fs, buf);
    return 0;
}

static int write_checksum(struct ext4_fs *fs, dgrp_t group, bool inodes)
{
    struct ext4_buf *bitmap = NULL;
    int err = ext4_bitmap(fs, group, inodes, &bitmap);

    if (err < 0) {
        return err;
    }
    if (inodes) {
        ext2fs_inode_bitmap_csum_set(
            fs->e2, group, bitmap->data,
            (int)(fs->e2->super->s_inodes_per_group / 8));
    } else {
        ext2fs_block_bitmap_csum_set(
            fs->e2, group, bitmap->data,
            (int)(fs->e2->super->s_clusters_per_group / 8));
    }
    ext4_buf_put(fs, bitmap);
    return 0;
}

int ext4_groups_write(struct ext4_fs *fs)
{
    for (struct ext4_group *g = fs->dirty_groups; g != NULL; g = g->next) {
        dgrp_t group = (dgrp_t)(g - fs->groups);
        int err = 0;

        for (unsigned inodes = 0; inodes < 2 && err == 0; inodes++) {
            if (g->bitmap_dirty[inodes]) {
                err = write_checksum(fs, group, inodes == 1);
                g->bitmap_dirty[inodes] = false;
            }
        }
        if (err == 0) {
            ext2fs_group_desc_csum_set(fs->e2, group);
            err = write_desc(fs, group);
        }
        if (err < 0) {
            return err;
        }
        g->is_dirty = false;
    }
    fs->dirty_groups = NULL;
    fs->dirty_groups_n = 0;
    return 0;
}

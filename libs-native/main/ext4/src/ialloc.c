/* SPDX-License-Identifier: BSD-3-Clause */
/* Inodes in use and free. */
#include <string.h>

#include "internal.h"

/* First inode of (group) that is free, counted from 0; -UC_ENOSPC. */
static int find_in_group(struct ext4_fs *fs, dgrp_t group,
                         struct ext4_buf *bitmap)
{
    uint32_t all = fs->e2->super->s_inodes_per_group;
    uint32_t first = group == 0 ? EXT2_FIRST_INO(fs->e2->super) - 1 : 0;

    for (uint32_t i = first; i < all; i++) {
        if (bitmap->data[i / 8] == (char)0xff) {
            i |= 7;
        } else if (!((unsigned char)bitmap->data[i / 8] >> i % 8 & 1)) {
            return (int)i;
        }
    }
    return -UC_ENOSPC;
}

static void count_inode(struct ext4_fs *fs, dgrp_t group, bool directory,
                        int change)
{
    ext2fs_bg_free_inodes_count_set(
        fs->e2, group,
        (__u32)((int)ext2fs_bg_free_inodes_count(fs->e2, group) - change));
    if (directory) {
        ext2fs_bg_used_dirs_count_set(
            fs->e2, group,
            (__u32)((int)ext2fs_bg_used_dirs_count(fs->e2, group) + change));
    }
    fs->e2->super->s_free_inodes_count -= (__u32)change;
}

static int take_in_group(struct ext4_fs *fs, dgrp_t group, bool directory,
                         uint32_t *number)
{
    struct ext4_buf *bitmap = NULL;
    uint32_t all = fs->e2->super->s_inodes_per_group;
    int err = ext4_bitmap(fs, group, true, &bitmap);

    if (err < 0) {
        return err;
    }
    int bit = find_in_group(fs, group, bitmap);
    if (bit >= 0) {
        bitmap->data[bit / 8] = (char)(bitmap->data[bit / 8] | 1 << bit % 8);
        count_inode(fs, group, directory, 1);
        if (ext2fs_has_group_desc_csum(fs->e2) &&
            (uint32_t)bit + ext2fs_bg_itable_unused(fs->e2, group) >= all) {
            ext2fs_bg_itable_unused_set(fs->e2, group, all - 1 - (__u32)bit);
        }
        ext4_bitmap_dirty(fs, group, true, bitmap);
        *number = group * all + (uint32_t)bit + 1;
        err = 0;
    } else {
        err = bit;
    }
    ext4_buf_put(fs, bitmap);
    return err;
}

/* Directories go where there is more room than on average, so that their files
 * find some near by; files go to their directory's group. */
static bool is_good(struct ext4_fs *fs, dgrp_t group, bool directory)
{
    uint32_t inodes = ext2fs_bg_free_inodes_count(fs->e2, group);
    dgrp_t groups = fs->e2->group_desc_count;

    if (!directory) {
        return inodes > 0;
    }
    return inodes > 0 &&
           inodes >= fs->e2->super->s_free_inodes_count / groups &&
           ext2fs_bg_free_blocks_count(fs->e2, group) >=
               ext2fs_free_blocks_count(fs->e2->super) / groups;
}

int ext4_inode_take(struct ext4_fs *fs, uint32_t parent, bool directory,
                    uint32_t *number)
{
    dgrp_t groups = fs->e2->group_desc_count;
    dgrp_t first = ext2fs_group_of_ino(fs->e2, parent);

    for (unsigned pass = 0; pass < 2; pass++) {
        for (dgrp_t i = 0; i < groups; i++) {
            dgrp_t group = (first + i) % groups;

            if (!is_good(fs, group, directory && pass == 0)) {
                continue;
            }
            int err = take_in_group(fs, group, directory, number);
            if (err != -UC_ENOSPC) {
                return err;
            }
        }
    }
    return -UC_ENOSPC;
}

int ext4_inode_free(struct ext4_fs *fs, uint32_t number, bool directory)
{
    dgrp_t group = ext2fs_group_of_ino(fs->e2, number);
    uint32_t bit = (number - 1) % fs->e2->super->s_inodes_per_group;
    struct ext4_buf *bitmap = NULL;
    int err = ext4_bitmap(fs, group, true, &bitmap);

    if (err < 0) {
        return err;
    }
    if ((unsigned char)bitmap->data[bit / 8] >> bit % 8 & 1) {
        bitmap->data[bit / 8] = (char)(bitmap->data[bit / 8] & ~(1 << bit % 8));
        count_inode(fs, group, directory, -1);
        ext4_bitmap_dirty(fs, group, true, bitmap);
    } else {
        err = ext4_corrupt(fs);
    }
    ext4_buf_put(fs, bitmap);
    return err;
}

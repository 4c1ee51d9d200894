/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Orphans: inodes that are to be deleted or cut, whatever happens. The
 * superblock names the first, each names the next where its time of deletion
 * will be. Spec: Linux, Documentation/filesystems/ext4/super.rst,
 * s_last_orphan, and inodes.rst, i_dtime.
 */
#include "internal.h"

int ext4_orphan_add(struct ext4_fs *fs, struct ext4_inode *inode)
{
    if (inode->orphan) {
        return 0;
    }
    inode->orphan = true;
    inode->orphan_next = fs->orphans;
    inode->raw.i_dtime = fs->e2->super->s_last_orphan;
    fs->orphans = inode;
    fs->e2->super->s_last_orphan = ext4_number(inode);
    ext4_inode_dirty(fs, inode, true);
    ext4_super_dirty(fs);
    return 0;
}

int ext4_orphan_remove(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_inode *before = NULL;

    if (!inode->orphan) {
        return 0;
    }
    for (struct ext4_inode *at = fs->orphans; at != inode;
         at = at->orphan_next) {
        before = at;
    }
    if (before != NULL) {
        before->orphan_next = inode->orphan_next;
        before->raw.i_dtime = inode->raw.i_dtime;
        ext4_inode_dirty(fs, before, true);
    } else {
        fs->orphans = inode->orphan_next;
        fs->e2->super->s_last_orphan = inode->raw.i_dtime;
        ext4_super_dirty(fs);
    }
    inode->orphan = false;
    inode->raw.i_dtime = 0;
    ext4_inode_dirty(fs, inode, true);
    return 0;
}

/* The list on the disk, as it was left: each one that is dealt with leaves it,
 * so a list that goes in circles ends as well. */
int ext4_orphans_clean(struct ext4_fs *fs)
{
    while (fs->e2->super->s_last_orphan != 0) {
        uint32_t number = fs->e2->super->s_last_orphan;
        struct ext4_inode *inode = NULL;

        if (number < EXT2_FIRST_INO(fs->e2->super)) {
            return ext4_corrupt(fs);
        }
        int err = ext4_begin(fs, 8);
        err = err < 0 ? err : ext4_inode_get(fs, number, &inode);
        if (err < 0) {
            return err;
        }
        inode->orphan = true;
        inode->orphan_next = NULL;
        fs->orphans = inode;
        if (inode->raw.i_links_count > 0 &&
            (inode->raw.i_mode & UC_FS_TYPE_MASK) != UC_FS_FILE) {
            err = ext4_corrupt(fs); /* only files are cut */
        } else if (inode->raw.i_links_count > 0) {
            err = ext4_unmap_from(fs, inode, ext4_blocks_of(fs, inode->bytes));
            err = err < 0 ? err : ext4_begin(fs, 8);
            err = err < 0 ? err : ext4_orphan_remove(fs, inode);
        }
        inode->node.references = 0;
        ext4_inode_release(inode); /* deletes it where it has no links */
        fs->orphans = NULL;
        if (err < 0 || fs->aborted) {
            return err < 0 ? err : -UC_EIO;
        }
        if (fs->e2->super->s_last_orphan == number) {
            return ext4_corrupt(fs);
        }
    }
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Names: looking up, making and removing. */
#include <string.h>

#include "dir.h"

enum {
    /* Blocks of metadata that one name changes at the most: two inodes, a new
     * block of a directory with all that it may split, bitmaps, descriptors. */
    NAME_BLOCKS = 40,
    /* Blocks that it may take, so that it can be refused before it begins. */
    NAME_ROOM = 16,
};

int ext4_name_begin(struct ext4_fs *fs)
{
    int err = ext4_begin(fs, NAME_BLOCKS);

    if (err == 0 && ext4_room(fs) < NAME_ROOM + fs->delayed / 64 &&
        fs->pending > 0) {
        err = ext4_commit(fs);
    }
    if (err == 0 && ext4_room(fs) < NAME_ROOM + fs->delayed / 64) {
        err = -UC_ENOSPC;
    }
    return err;
}

int ext4_link_add(struct ext4_fs *fs, struct ext4_inode *inode)
{
    uint32_t links = inode->raw.i_links_count;

    if (ext4_is_dir(inode) && ext2fs_has_feature_dir_nlink(fs->e2->super)) {
        /* 1 means: too many to count. */
        if (links != 1) {
            inode->raw.i_links_count =
                (__u16)(links + 1 < EXT2_LINK_MAX ? links + 1 : 1);
        }
    } else if (links < EXT2_LINK_MAX) {
        inode->raw.i_links_count++;
    } else {
        return -UC_EMLINK;
    }
    ext4_inode_dirty(fs, inode, true);
    return 0;
}

void ext4_link_remove(struct ext4_fs *fs, struct ext4_inode *inode)
{
    if (inode->raw.i_links_count > (ext4_is_dir(inode) ? 2 : 0)) {
        inode->raw.i_links_count--;
    }
    ext4_inode_dirty(fs, inode, true);
}

void ext4_touch(struct ext4_fs *fs, struct ext4_inode *inode, unsigned which)
{
    ext4_time_set(inode, which, uc_fs_now());
    ext4_inode_dirty(fs, inode, false);
}

int ext4_node_lookup(struct uc_fs_node *node, const struct uc_fs_name *name,
                     struct uc_fs_node **out)
{
    struct ext4_inode *dir = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    struct ext4_inode *inode = NULL;
    struct ext4_place place;

    ext4_lock(fs);
    int err = ext4_dir_find(fs, dir, name, &place);
    if (err == 0) {
        uint32_t number = place.entry.inode;
        ext4_buf_put(fs, place.buf);
        err = number < EXT2_FIRST_INO(fs->e2->super) ||
                      number > fs->e2->super->s_inodes_count
                  ? ext4_corrupt(fs)
                  : ext4_inode_get(fs, number, &inode);
    }
    if (err == 0 && inode->raw.i_links_count == 0 && !inode->orphan) {
        /* A name of what is not in use. */
        inode->node.references = 0;
        inode->released = true;
        err = ext4_corrupt(fs);
    }
    if (err == 0) {
        *out = &inode->node;
    }
    ext4_unlock(fs);
    return err;
}

/* Spec: Linux, include/linux/kdev_t.h: 8 bits each, or 12 and 20. */
static void set_device(struct ext4_inode *inode, uint64_t device)
{
    uint32_t major =
        (uint32_t)((device >> 32 & 0xfffff000) | (device >> 8 & 0xfff));
    uint32_t minor = (uint32_t)((device >> 12 & 0xffffff00) | (device & 0xff));

    if (major < 256 && minor < 256) {
        inode->raw.i_block[0] = major << 8 | minor;
    } else {
        inode->raw.i_block[1] =
            (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
    }
}

/* The target of a link: in the inode, or in a block. */
static int set_target(struct ext4_fs *fs, struct ext4_inode *inode,
                      const struct uc_fs_name *target)
{
    struct ext4_run run = {.number = 0};
    struct ext4_buf *buf = NULL;

    if (target->bytes >= sizeof inode->raw.i_block) {
        if (target->bytes >= fs->block_bytes) {
            return -UC_ENAMETOOLONG;
        }
        int err = ext4_blocks_take(fs, inode->goal, 1, &run.block, &run.count);
        err = err < 0 ? err : ext4_map_set(fs, inode, &run);
        err = err < 0 ? err : ext4_meta_new(fs, run.block, &buf);
        if (err < 0) {
            return err;
        }
        memcpy(buf->data, target->text, target->bytes);
        ext4_meta_dirty(fs, buf);
        ext4_buf_put(fs, buf);
    } else {
        memcpy(inode->raw.i_block, target->text, target->bytes);
    }
    inode->bytes = target->bytes;
    ext2fs_inode_size_set(fs->e2, (void *)&inode->raw,
                          (ext2_off64_t)inode->bytes);
    return 0;
}

static int fill(struct ext4_fs *fs, struct ext4_inode *dir,
                struct ext4_inode *inode, const struct uc_fs_new *what)
{
    switch (what->mode & UC_FS_TYPE_MASK) {
    case UC_FS_DIRECTORY:
        return ext4_dir_init(fs, inode, ext4_number(dir));
    case UC_FS_LINK:
        return set_target(fs, inode, &what->target);
    case UC_FS_BLOCK_DEVICE:
    case UC_FS_CHARACTER_DEVICE:
        set_device(inode, what->device);
        return 0;
    default:
        return 0;
    }
}

static int create(struct ext4_fs *fs, struct ext4_inode *dir,
                  const struct uc_fs_name *name, const struct uc_fs_new *what,
                  struct ext4_inode **out)
{
    bool directory = (what->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY;
    struct ext4_inode *inode = NULL;

    if ((what->mode & UC_FS_TYPE_MASK) == UC_FS_LINK &&
        what->target.bytes >= fs->block_bytes) {
        return -UC_ENAMETOOLONG;
    }
    if (directory && !ext2fs_has_feature_dir_nlink(fs->e2->super) &&
        dir->raw.i_links_count >= EXT2_LINK_MAX) {
        return -UC_EMLINK;
    }
    int err = ext4_name_begin(fs);
    err = err < 0 ? err : ext4_inode_new(fs, dir, what, &inode);
    if (err < 0) {
        return err;
    }
    err = fill(fs, dir, inode, what);
    if (err == 0 && name != NULL) {
        inode->raw.i_links_count = directory ? 2 : 1;
        err = ext4_dir_add(fs, dir, name, ext4_number(inode), what->mode);
    }
    if (err < 0) {
        /* Nobody knows of it: it goes as if it had been removed. */
        inode->raw.i_links_count = 0;
        inode->node.references = 0;
        ext4_inode_release(inode);
        return err;
    }
    if (name == NULL) {
        err = ext4_orphan_add(fs, inode);
    } else {
        ext4_touch(fs, dir, EXT4_MODIFIED | EXT4_CHANGED);
        err = directory ? ext4_link_add(fs, dir) : 0;
    }
    *out = inode;
    return err;
}

int ext4_node_create(struct uc_fs_node *node, const struct uc_fs_name *name,
                     const struct uc_fs_new *what, struct uc_fs_node **out)
{
    struct ext4_fs *fs = ext4_of(node->fs);
    struct ext4_inode *inode = NULL;

    ext4_lock(fs);
    int err = create(fs, ext4_inode_of(node), name, what, &inode);
    if (err == 0) {
        *out = &inode->node;
    }
    ext4_unlock(fs);
    return err;
}

int ext4_node_link(struct uc_fs_node *dir_node, const struct uc_fs_name *name,
                   struct uc_fs_node *node)
{
    struct ext4_inode *dir = ext4_inode_of(dir_node);
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);

    ext4_lock(fs);
    int err = inode->raw.i_links_count >= EXT2_LINK_MAX ? -UC_EMLINK
                                                        : ext4_name_begin(fs);
    err = err < 0 ? err
                  : ext4_dir_add(fs, dir, name, ext4_number(inode),
                                 inode->raw.i_mode);
    if (err == 0) {
        ext4_touch(fs, dir, EXT4_MODIFIED | EXT4_CHANGED);
        ext4_touch(fs, inode, EXT4_CHANGED);
        err = ext4_link_add(fs, inode);
        err = err < 0 ? err : ext4_orphan_remove(fs, inode);
    }
    ext4_unlock(fs);
    return err;
}

/* (inode) has lost a name; without any it waits for its last user. */
int ext4_name_lost(struct ext4_fs *fs, struct ext4_inode *inode)
{
    if (ext4_is_dir(inode)) {
        inode->raw.i_links_count = 0;
        ext4_inode_dirty(fs, inode, true);
    } else {
        ext4_link_remove(fs, inode);
    }
    ext4_touch(fs, inode, EXT4_CHANGED);
    return inode->raw.i_links_count == 0 ? ext4_orphan_add(fs, inode) : 0;
}

static int remove_name(struct uc_fs_node *dir_node,
                       const struct uc_fs_name *name, struct uc_fs_node *node)
{
    struct ext4_inode *dir = ext4_inode_of(dir_node);
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    struct ext4_place place;
    bool directory = ext4_is_dir(inode);

    ext4_lock(fs);
    int err = ext4_begin(fs, NAME_BLOCKS);
    if (err == 0 && directory) {
        err = ext4_dir_empty(fs, inode);
    }
    err = err < 0 ? err : ext4_dir_find(fs, dir, name, &place);
    err = err < 0 ? err : ext4_dir_remove(fs, dir, &place);
    if (err == 0) {
        ext4_touch(fs, dir, EXT4_MODIFIED | EXT4_CHANGED);
        if (directory) {
            ext4_link_remove(fs, dir);
        }
        err = ext4_name_lost(fs, inode);
    }
    ext4_unlock(fs);
    return err;
}

int ext4_node_unlink(struct uc_fs_node *dir, const struct uc_fs_name *name,
                     struct uc_fs_node *node)
{
    return remove_name(dir, name, node);
}

int ext4_node_rmdir(struct uc_fs_node *dir, const struct uc_fs_name *name,
                    struct uc_fs_node *node)
{
    return remove_name(dir, name, node);
}

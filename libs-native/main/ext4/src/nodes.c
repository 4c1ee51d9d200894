/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes of nodes, links, and what makes them outlive a loss of power. */
#include <string.h>

#include "internal.h"

static uint64_t device_of(const struct ext4_inode *inode)
{
    uint32_t old = inode->raw.i_block[0];
    uint32_t wide = inode->raw.i_block[1];
    uint64_t major = old != 0 ? old >> 8 & 0xff : (wide & 0xfff00) >> 8;
    uint64_t minor =
        old != 0 ? old & 0xff : (wide & 0xff) | (wide >> 12 & 0xfff00);

    return (major & 0xfffff000) << 32 | (major & 0xfff) << 8 |
           (minor & 0xffffff00) << 12 | (minor & 0xff);
}

static uint64_t sectors_of(const struct ext4_fs *fs,
                           const struct ext4_inode *inode)
{
    uint64_t count = inode->raw.i_blocks;

    if (ext2fs_has_feature_huge_file(fs->e2->super)) {
        count |= (uint64_t)inode->raw.osd2.linux2.l_i_blocks_hi << 32;
        if (inode->raw.i_flags & EXT4_HUGE_FILE_FL) {
            count *= fs->block_bytes / 512;
        }
    }
    return count + (uint64_t)inode->delayed * (fs->block_bytes / 512);
}

static int node_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    uint32_t type = inode->raw.i_mode & UC_FS_TYPE_MASK;

    ext4_lock(fs);
    uint64_t number = out->fs;
    *out = (struct uc_fs_attr){
        .fs = number,
        .inode = node->inode,
        .mode = inode->raw.i_mode,
        .links = inode->raw.i_links_count,
        .uid = inode_uid(inode->raw),
        .gid = inode_gid(inode->raw),
        .device = type == UC_FS_BLOCK_DEVICE || type == UC_FS_CHARACTER_DEVICE
                      ? device_of(inode)
                      : 0,
        .bytes = inode->bytes,
        .blocks = sectors_of(fs, inode),
        .block_bytes = fs->block_bytes,
        .accessed = ext4_time_get(inode, EXT4_ACCESSED),
        .modified = ext4_time_get(inode, EXT4_MODIFIED),
        .changed = ext4_time_get(inode, EXT4_CHANGED),
        .born = ext4_time_get(inode, EXT4_BORN),
    };
    ext4_unlock(fs);
    return 0;
}

static void set_owner(struct ext4_inode *inode, const struct uc_fs_attr *attr,
                      unsigned mask)
{
    if (mask & UC_FS_SET_UID) {
        inode->raw.i_uid = (__u16)attr->uid;
        ext2fs_set_i_uid_high(inode->raw, (__u16)(attr->uid >> 16));
        inode->node.uid = attr->uid;
    }
    if (mask & UC_FS_SET_GID) {
        inode->raw.i_gid = (__u16)attr->gid;
        ext2fs_set_i_gid_high(inode->raw, (__u16)(attr->gid >> 16));
        inode->node.gid = attr->gid;
    }
}

static int node_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                        unsigned mask)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);

    ext4_lock(fs);
    int err = ext4_begin(fs, 8);
    if (err == 0 && (mask & UC_FS_SET_BYTES)) {
        bool same = attr->bytes == inode->bytes;
        err = same ? 0 : ext4_resize(fs, inode, attr->bytes);
        if (err == 0) {
            ext4_time_set(inode, EXT4_MODIFIED, uc_fs_now());
        }
    }
    if (err == 0) {
        if (mask & UC_FS_SET_MODE) {
            inode->raw.i_mode = (__u16)((inode->raw.i_mode & UC_FS_TYPE_MASK) |
                                        (attr->mode & UC_FS_PERMISSIONS));
            node->mode = inode->raw.i_mode;
        }
        set_owner(inode, attr, mask);
        if (mask & UC_FS_SET_ACCESSED) {
            ext4_time_set(inode, EXT4_ACCESSED, attr->accessed);
        }
        if (mask & UC_FS_SET_MODIFIED) {
            ext4_time_set(inode, EXT4_MODIFIED, attr->modified);
        }
        ext4_time_set(inode, EXT4_CHANGED, uc_fs_now());
        ext4_inode_dirty(fs, inode, false);
    }
    ext4_unlock(fs);
    return err;
}

static uc_ssize_t node_readlink(struct uc_fs_node *node, char *buf,
                                size_t bytes)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    struct ext4_run run = {.count = 0};
    struct ext4_buf *block = NULL;
    int err = 0;

    ext4_lock(fs);
    if (bytes > inode->bytes) {
        bytes = (size_t)inode->bytes;
    }
    if (ext4_is_link_inside(fs, &inode->raw)) {
        memcpy(buf, inode->raw.i_block, bytes);
    } else {
        err = ext4_map(fs, inode, 0, 1, &run);
        if (err == 0 && (run.block == 0 || inode->bytes >= fs->block_bytes)) {
            err = ext4_corrupt(fs);
        }
        err = err < 0 ? err : ext4_meta_read(fs, run.block, &block);
        if (err == 0) {
            memcpy(buf, block->data, bytes);
            ext4_buf_put(fs, block);
        }
    }
    ext4_unlock(fs);
    return err < 0 ? err : (uc_ssize_t)bytes;
}

static int node_fsync(struct uc_fs_node *node, bool data_only)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    int err = 0;

    ext4_lock(fs);
    if (fs->aborted) {
        err = -UC_EIO;
    } else if (fs->writable) {
        err = ext4_write_out(fs, inode);
        /* Names are the data of a directory. */
        uint32_t txn =
            data_only && !ext4_is_dir(inode) ? inode->txn_data : inode->txn;
        if (err == 0 && txn == fs->txn.id) {
            err = ext4_commit(fs);
        } else if (err == 0 && fs->unflushed) {
            err = ext4_io_flush(&fs->io);
            fs->unflushed = err < 0;
        }
    }
    ext4_unlock(fs);
    return err;
}

/* The first block from (number) to (end) that holds data which have no block on
 * the disk yet; (end) where there is none. */
static uint64_t find_dirty(const struct ext4_inode *inode, uint64_t number,
                           uint64_t end)
{
    for (const struct ext4_buf *b = inode->dirty.first; b != NULL;
         b = b->next) {
        if (b->number >= number && b->number < end) {
            end = b->number;
        }
    }
    return end;
}

/* The next data, or hole, from block (number) on; the end is a hole. */
static int find_extent(struct ext4_fs *fs, struct ext4_inode *inode,
                       uint64_t number, bool hole, uint64_t *out)
{
    uint64_t end = ext4_blocks_of(fs, inode->bytes);

    while (number < end) {
        uint64_t left = end - number;
        struct ext4_run run = {.count = 0};

        int err =
            ext4_map(fs, inode, number,
                     left < UINT32_MAX ? (uint32_t)left : UINT32_MAX, &run);
        if (err < 0) {
            return err;
        }
        uint64_t next = number + run.count;
        bool data = run.block != 0 && !run.unwritten;
        if (!data) {
            uint64_t dirty = find_dirty(inode, number, next);
            data = dirty == number;
            next = data ? number + 1 : dirty;
        }
        if (data != hole) {
            break;
        }
        number = next;
    }
    *out = number;
    return 0;
}

static int node_extent(struct uc_fs_node *node, uint64_t offset, bool hole,
                       uint64_t *out)
{
    struct ext4_inode *inode = ext4_inode_of(node);
    struct ext4_fs *fs = ext4_of(node->fs);
    uint64_t number = 0;

    ext4_lock(fs);
    uint64_t bytes = inode->bytes;
    int err = find_extent(fs, inode, offset >> fs->block_shift, hole, &number);
    ext4_unlock(fs);
    if (err < 0) {
        return err;
    }
    uint64_t at = number << fs->block_shift;
    at = at > offset ? at : offset;
    if (at >= bytes && !hole) {
        return -UC_ENXIO;
    }
    *out = at < bytes ? at : bytes;
    return 0;
}

static void node_release(struct uc_fs_node *node)
{
    struct ext4_fs *fs = ext4_of(node->fs);

    ext4_lock(fs);
    ext4_inode_release(ext4_inode_of(node));
    ext4_unlock(fs);
}

static const struct uc_fs_node_ops directory_ops = {
    .lookup = ext4_node_lookup,
    .create = ext4_node_create,
    .link = ext4_node_link,
    .unlink = ext4_node_unlink,
    .rmdir = ext4_node_rmdir,
    .rename = ext4_node_rename,
    .readdir = ext4_node_readdir,
    .getattr = node_getattr,
    .setattr = node_setattr,
    .fsync = node_fsync,
    .release = node_release,
};

static const struct uc_fs_node_ops file_ops = {
    .getattr = node_getattr,
    .setattr = node_setattr,
    .read = ext4_node_read,
    .write = ext4_node_write,
    .fsync = node_fsync,
    .extent = node_extent,
    .release = node_release,
};

static const struct uc_fs_node_ops link_ops = {
    .readlink = node_readlink,
    .getattr = node_getattr,
    .setattr = node_setattr,
    .release = node_release,
};

/* Who opens a device node, FIFO or socket is served by somebody else. */
static const struct uc_fs_node_ops other_ops = {
    .getattr = node_getattr,
    .setattr = node_setattr,
    .release = node_release,
};

const struct uc_fs_node_ops *ext4_node_ops_of(uint32_t mode)
{
    switch (mode & UC_FS_TYPE_MASK) {
    case UC_FS_DIRECTORY:
        return &directory_ops;
    case UC_FS_FILE:
        return &file_ops;
    case UC_FS_LINK:
        return &link_ops;
    default:
        return &other_ops;
    }
}

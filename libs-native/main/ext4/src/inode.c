/* SPDX-License-Identifier: BSD-3-Clause */
/* Inodes in memory, and their way from and to the disk. */
#include <uc/assert.h>
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"

enum {
    EXTENT_DEPTH_MAX = 5, /* five levels map more than 2^32 blocks */
};

static struct ext4_inode **chain_of(struct ext4_fs *fs, uint32_t number)
{
    return &fs->inodes[number % EXT4_INODE_HASH];
}

struct ext4_inode *ext4_inode_find(struct ext4_fs *fs, uint32_t number)
{
    struct ext4_inode *inode = *chain_of(fs, number);

    while (inode != NULL && ext4_number(inode) != number) {
        inode = inode->hash_next;
    }
    return inode;
}

static void hash(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_inode **chain = chain_of(fs, ext4_number(inode));

    inode->hash_next = *chain;
    *chain = inode;
}

static void destroy(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_inode **at = chain_of(fs, ext4_number(inode));

    while (*at != inode) {
        at = &(*at)->hash_next;
    }
    *at = inode->hash_next;
    uc_free(inode);
}

/* How much of an inode on the disk are fields, and fit into raw. */
static uint32_t field_bytes(const struct ext4_fs *fs,
                            const struct ext2_inode_large *raw)
{
    uint32_t bytes = EXT2_GOOD_OLD_INODE_SIZE;

    if (EXT2_INODE_SIZE(fs->e2->super) > EXT2_GOOD_OLD_INODE_SIZE) {
        bytes += raw->i_extra_isize;
    }
    return bytes < sizeof *raw ? bytes : (uint32_t)sizeof *raw;
}

/* Where inode (number) is on the disk. */
static int read_place(struct ext4_fs *fs, uint32_t number,
                      struct ext4_buf **buf, char **place)
{
    if (number == 0 || number > fs->e2->super->s_inodes_count) {
        return -UC_EIO;
    }
    dgrp_t group = ext2fs_group_of_ino(fs->e2, number);
    uint64_t offset =
        (uint64_t)((number - 1) % fs->e2->super->s_inodes_per_group) *
        EXT2_INODE_SIZE(fs->e2->super);
    int err = ext4_meta_read(
        fs, ext2fs_inode_table_loc(fs->e2, group) + (offset >> fs->block_shift),
        buf);

    if (err == 0) {
        *place = (*buf)->data + (offset & (fs->block_bytes - 1));
    }
    return err;
}

static void convert(struct ext4_fs *fs UC_UNUSED, struct ext2_inode_large *to,
                    const void *from, uint32_t bytes, bool to_cpu UC_UNUSED)
{
    memcpy(to, from, bytes);
#ifdef WORDS_BIGENDIAN
    struct ext2_inode_large source = {.i_mode = 0};
    struct ext2_inode_large swapped = {.i_mode = 0};

    memcpy(&source, from, bytes);
    ext2fs_swap_inode_full(fs->e2, &swapped, &source, !to_cpu, (int)bytes);
    memcpy(to, &swapped, bytes);
#endif
}

bool ext4_is_link_inside(const struct ext4_fs *fs,
                         const struct ext2_inode_large *raw)
{
    uint32_t own = raw->i_file_acl != 0 ? fs->block_bytes / 512 : 0;

    return (raw->i_mode & UC_FS_TYPE_MASK) == UC_FS_LINK &&
           !(raw->i_flags & EXT4_EXTENTS_FL) && raw->i_blocks == own;
}

/* Whether i_block leads to blocks: it may hold a target or a device as well. */
static bool has_blocks(const struct ext4_fs *fs,
                       const struct ext2_inode_large *raw)
{
    uint32_t type = raw->i_mode & UC_FS_TYPE_MASK;

    return type == UC_FS_FILE || type == UC_FS_DIRECTORY ||
           (type == UC_FS_LINK && !ext4_is_link_inside(fs, raw));
}

/* Whether what a file's data are found by can be walked. */
static bool is_sound(const struct ext4_fs *fs,
                     const struct ext2_inode_large *raw)
{
    const struct ext3_extent_header *eh = (const void *)raw->i_block;
    uint64_t bytes = EXT2_I_SIZE(raw);

    if ((raw->i_flags & (EXT4_ENCRYPT_FL | EXT4_INLINE_DATA_FL |
                         EXT4_CASEFOLD_FL | EXT4_EA_INODE_FL)) != 0 ||
        bytes > fs->fs.bytes_max) {
        return false;
    }
    switch (raw->i_mode & UC_FS_TYPE_MASK) {
    case UC_FS_FILE:
    case UC_FS_DIRECTORY:
    case UC_FS_LINK:
        break;
    case UC_FS_SOCKET:
    case UC_FS_FIFO:
    case UC_FS_BLOCK_DEVICE:
    case UC_FS_CHARACTER_DEVICE:
        return true;
    default:
        return false;
    }
    if (ext4_is_link_inside(fs, raw)) {
        return bytes < sizeof raw->i_block;
    }
    return !(raw->i_flags & EXT4_EXTENTS_FL) ||
           (ext2fs_le16_to_cpu(eh->eh_depth) <= EXTENT_DEPTH_MAX &&
            ext2fs_extent_header_verify((void *)(uintptr_t)eh,
                                        sizeof raw->i_block) == 0);
}

static int load(struct ext4_fs *fs, struct ext4_inode *inode, uint32_t number)
{
    uint32_t size = EXT2_INODE_SIZE(fs->e2->super);
    struct ext4_buf *buf = NULL;
    char *place = NULL;
    int err = read_place(fs, number, &buf, &place);

    if (err < 0) {
        return err;
    }
    struct ext2_inode_large *raw = &inode->raw;
    struct ext2_inode_large *on_disk = (void *)place;
    bool right = ext2fs_inode_csum_verify(fs->e2, number, on_disk) != 0;
    if (size > EXT2_GOOD_OLD_INODE_SIZE) {
        raw->i_extra_isize = ext2fs_le16_to_cpu(on_disk->i_extra_isize);
        right = right && raw->i_extra_isize % 4 == 0 &&
                raw->i_extra_isize <= size - EXT2_GOOD_OLD_INODE_SIZE;
    }
    if (right) {
        convert(fs, raw, place, field_bytes(fs, raw), true);
    }
    ext4_buf_put(fs, buf);
    if (!right || !is_sound(fs, raw)) {
        return ext4_corrupt(fs);
    }
    return 0;
}

static void make_node(struct ext4_fs *fs, struct ext4_inode *inode,
                      uint32_t number)
{
    inode->node = (struct uc_fs_node){
        .ops = ext4_node_ops_of(inode->raw.i_mode),
        .fs = &fs->fs,
        .inode = number,
        .mode = inode->raw.i_mode,
        .uid = inode_uid(inode->raw),
        .gid = inode_gid(inode->raw),
        .references = 1,
    };
    inode->bytes = EXT2_I_SIZE(&inode->raw);
    inode->goal =
        ext2fs_group_first_block2(fs->e2, ext2fs_group_of_ino(fs->e2, number));
    hash(fs, inode);
}

int ext4_inode_get(struct ext4_fs *fs, uint32_t number, struct ext4_inode **out)
{
    struct ext4_inode *inode = ext4_inode_find(fs, number);

    if (inode != NULL) {
        inode->released = false;
        uc_fs_node_hold(&inode->node);
        *out = inode;
        return 0;
    }
    inode = uc_calloc(1, sizeof *inode);
    if (inode == NULL) {
        return -UC_ENOMEM;
    }
    int err = load(fs, inode, number);
    if (err < 0) {
        uc_free(inode);
        return err;
    }
    make_node(fs, inode, number);
    *out = inode;
    return 0;
}

static void make_raw(struct ext4_fs *fs, struct ext4_inode *inode,
                     const struct uc_fs_new *what)
{
    struct ext2_super_block *super = fs->e2->super;
    struct ext2_inode_large *raw = &inode->raw;
    uint32_t type = what->mode & UC_FS_TYPE_MASK;

    raw->i_mode = (__u16)what->mode;
    raw->i_uid = (__u16)what->uid;
    ext2fs_set_i_uid_high(*raw, (__u16)(what->uid >> 16));
    raw->i_gid = (__u16)what->gid;
    ext2fs_set_i_gid_high(*raw, (__u16)(what->gid >> 16));
    raw->i_generation = (__u32)uc_fs_now().nanoseconds + fs->txn.id;
    if (EXT2_INODE_SIZE(super) > EXT2_GOOD_OLD_INODE_SIZE) {
        uint32_t room = EXT2_INODE_SIZE(super) - EXT2_GOOD_OLD_INODE_SIZE;
        uint32_t want = sizeof *raw - EXT2_GOOD_OLD_INODE_SIZE;
        raw->i_extra_isize = (__u16)(want < room ? want : room);
    }
    ext4_time_set(inode,
                  EXT4_ACCESSED | EXT4_MODIFIED | EXT4_CHANGED | EXT4_BORN,
                  uc_fs_now());
    if (ext2fs_has_feature_extents(super) &&
        (type == UC_FS_FILE || type == UC_FS_DIRECTORY)) {
        struct ext3_extent_header *eh = (void *)raw->i_block;

        raw->i_flags |= EXT4_EXTENTS_FL;
        eh->eh_magic = ext2fs_cpu_to_le16(EXT3_EXT_MAGIC);
        eh->eh_max = ext2fs_cpu_to_le16((sizeof raw->i_block - sizeof *eh) /
                                        sizeof(struct ext3_extent));
    }
}

int ext4_inode_new(struct ext4_fs *fs, struct ext4_inode *dir,
                   const struct uc_fs_new *what, struct ext4_inode **out)
{
    struct ext4_inode *inode = uc_calloc(1, sizeof *inode);
    uint32_t number = 0;

    if (inode == NULL) {
        return -UC_ENOMEM;
    }
    int err = ext4_inode_take(fs, ext4_number(dir),
                              (what->mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY,
                              &number);
    if (err < 0) {
        uc_free(inode);
        return err;
    }
    make_raw(fs, inode, what);
    make_node(fs, inode, number);
    inode->fresh = true;
    ext4_inode_dirty(fs, inode, true);
    *out = inode;
    return 0;
}

void ext4_inode_dirty(struct ext4_fs *fs, struct ext4_inode *inode, bool data)
{
    inode->txn = fs->txn.id;
    if (data) {
        inode->txn_data = fs->txn.id;
    }
    fs->txn.any = true;
    if (!inode->is_dirty) {
        inode->is_dirty = true;
        inode->dirty_next = fs->dirty_inodes;
        fs->dirty_inodes = inode;
        fs->dirty_inodes_n++;
    }
}

static int store(struct ext4_fs *fs, struct ext4_inode *inode)
{
    uint32_t number = ext4_number(inode);
    struct ext4_buf *buf = NULL;
    char *place = NULL;
    int err = read_place(fs, number, &buf, &place);

    if (err < 0) {
        return err;
    }
    if (inode->fresh) {
        memset(place, 0, EXT2_INODE_SIZE(fs->e2->super));
        inode->fresh = false;
    }
    convert(fs, (void *)place, &inode->raw, field_bytes(fs, &inode->raw),
            false);
    ext2fs_inode_csum_set(fs->e2, number, (void *)place);
    ext4_meta_dirty(fs, buf);
    ext4_buf_put(fs, buf);
    return 0;
}

static void destroy_if_idle(struct ext4_fs *fs, struct ext4_inode *inode)
{
    if (inode->released && !inode->is_dirty && !inode->has_data &&
        !inode->orphan) {
        destroy(fs, inode);
    }
}

int ext4_inodes_write(struct ext4_fs *fs)
{
    while (fs->dirty_inodes != NULL) {
        struct ext4_inode *inode = fs->dirty_inodes;
        int err = store(fs, inode);

        if (err < 0) {
            return err;
        }
        fs->dirty_inodes = inode->dirty_next;
        fs->dirty_inodes_n--;
        inode->is_dirty = false;
        destroy_if_idle(fs, inode);
    }
    return 0;
}

/* The block of extended attributes, which inodes may share. */
static int drop_attributes(struct ext4_fs *fs, struct ext4_inode *inode)
{
    uint64_t block = ext2fs_file_acl_block(fs->e2, (void *)&inode->raw);
    struct ext4_buf *buf = NULL;

    if (block == 0) {
        return 0;
    }
    int err = ext4_meta_read(fs, block, &buf);
    if (err < 0) {
        return err;
    }
    struct ext2_ext_attr_header *header = (void *)buf->data;
    uint32_t users = ext2fs_le32_to_cpu(header->h_refcount);
    bool right = ext2fs_le32_to_cpu(header->h_magic) == EXT2_EXT_ATTR_MAGIC &&
                 ext2fs_ext_attr_block_csum_verify(fs->e2, ext4_number(inode),
                                                   block, header);
    if (right && users > 1) {
        header->h_refcount = ext2fs_cpu_to_le32(users - 1);
        ext2fs_ext_attr_block_csum_set(fs->e2, ext4_number(inode), block,
                                       header);
        ext4_meta_dirty(fs, buf);
    }
    ext4_buf_put(fs, buf);
    if (!right) {
        return ext4_corrupt(fs);
    }
    if (users <= 1) {
        err = ext4_meta_free(fs, block);
        err = err < 0 ? err : ext4_blocks_free(fs, block, 1);
    }
    ext2fs_file_acl_block_set(fs->e2, (void *)&inode->raw, 0);
    return err;
}

/* Brings a dirty inode into the transaction now: its number may get another. */
static int store_now(struct ext4_fs *fs, struct ext4_inode *inode)
{
    struct ext4_inode **at = &fs->dirty_inodes;

    while (*at != inode) {
        at = &(*at)->dirty_next;
    }
    *at = inode->dirty_next;
    fs->dirty_inodes_n--;
    inode->is_dirty = false;
    return store(fs, inode);
}

/* Nobody can reach (inode) any more: what it occupies is free. */
static int delete_inode(struct ext4_fs *fs, struct ext4_inode *inode)
{
    int err = 0;

    ext4_data_drop(fs, inode, 0);
    if (has_blocks(fs, &inode->raw)) {
        err = ext4_unmap_from(fs, inode, 0);
    }
    err = err < 0 ? err : ext4_begin(fs, 8);
    err = err < 0 ? err : drop_attributes(fs, inode);
    err = err < 0 ? err : ext4_orphan_remove(fs, inode);
    if (err < 0) {
        return err;
    }
    bool directory = ext4_is_dir(inode);
    inode->raw.i_dtime = (__u32)uc_fs_now().seconds;
    inode->raw.i_links_count = 0;
    ext2fs_inode_size_set(fs->e2, (void *)&inode->raw, 0);
    ext4_inode_dirty(fs, inode, true);
    err = store_now(fs, inode);
    return err < 0 ? err : ext4_inode_free(fs, ext4_number(inode), directory);
}

void ext4_inode_release(struct ext4_inode *inode)
{
    struct ext4_fs *fs = ext4_of(inode->node.fs);

    if (inode->raw.i_links_count == 0 && fs->writable && !fs->aborted &&
        !(fs->fs.flags & UC_FS_READ_ONLY)) {
        (void)delete_inode(fs, inode); /* an error has aborted already */
    }
    inode->released = true;
    destroy_if_idle(fs, inode);
}

void ext4_inodes_drop(struct ext4_fs *fs)
{
    for (unsigned i = 0; fs->inodes != NULL && i < EXT4_INODE_HASH; i++) {
        while (fs->inodes[i] != NULL) {
            destroy(fs, fs->inodes[i]);
        }
    }
    uc_free(fs->inodes);
    fs->inodes = NULL;
}

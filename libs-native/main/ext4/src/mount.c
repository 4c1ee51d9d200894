/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting and unmounting. */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "jbd2.h"
#include "upstream.h"

enum {
    PROBE_BYTES = 4096,
    BLOCK_LOG_MAX = 6, /* 64 KiB, counted from 1 KiB */

    INCOMPAT_KNOWN =
        EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER |
        EXT2_FEATURE_INCOMPAT_META_BG | EXT3_FEATURE_INCOMPAT_EXTENTS |
        EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |
        EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR,
    /* Others may be read, but not written. */
    RO_COMPAT_KNOWN =
        EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |
        EXT2_FEATURE_RO_COMPAT_LARGE_FILE | EXT4_FEATURE_RO_COMPAT_HUGE_FILE |
        EXT4_FEATURE_RO_COMPAT_GDT_CSUM | EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
        EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
        EXT4_FEATURE_RO_COMPAT_METADATA_CSUM,
};

/* Finds out how large blocks are, before there can be a cache of them. */
static int probe(struct ext4_fs *fs, struct uc_blkdev *disk)
{
    uint32_t bytes =
        disk->block_bytes > PROBE_BYTES ? disk->block_bytes : PROBE_BYTES;
    struct ext2_super_block *super = NULL;
    int err = 0;

    if (uc_blkdev_blocks(disk) < bytes / disk->block_bytes) {
        return -UC_EINVAL;
    }
    char *start =
        uc_memalign(bytes > UC_PAGE_SIZE ? bytes : UC_PAGE_SIZE, bytes);
    if (start == NULL) {
        return -UC_ENOMEM;
    }
    err = uc_blk_read(disk, 0, start, bytes / disk->block_bytes);
    if (err == 0) {
        super = (void *)(start + SUPERBLOCK_OFFSET);
        uint32_t log = ext2fs_le32_to_cpu(super->s_log_block_size);
        uint64_t blocks = ext2fs_le32_to_cpu(super->s_blocks_count);

        if (ext2fs_le32_to_cpu(super->s_feature_incompat) &
            EXT4_FEATURE_INCOMPAT_64BIT) {
            blocks |= (uint64_t)ext2fs_le32_to_cpu(super->s_blocks_count_hi)
                      << 32;
        }
        fs->block_shift = 10 + (log <= BLOCK_LOG_MAX ? log : 0);
        fs->block_bytes = UINT32_C(1) << fs->block_shift;
        fs->blocks = blocks;
        if (ext2fs_le16_to_cpu(super->s_magic) != EXT2_SUPER_MAGIC ||
            log > BLOCK_LOG_MAX || fs->block_bytes < disk->block_bytes ||
            blocks > uc_blkdev_blocks(disk) /
                         (fs->block_bytes / disk->block_bytes)) {
            err = -UC_EINVAL;
        }
    }
    uc_free(start);
    return err;
}

static int check_features(struct ext4_fs *fs)
{
    struct ext2_super_block *super = fs->e2->super;
    uint32_t bits = fs->block_bytes * 8;

    if ((super->s_feature_incompat & ~(uint32_t)INCOMPAT_KNOWN) ||
        ext2fs_has_feature_bigalloc(super) ||
        super->s_blocks_per_group > bits || super->s_inodes_per_group > bits ||
        super->s_blocks_per_group % 8 != 0 ||
        super->s_inodes_per_group % 8 != 0 ||
        super->s_reserved_gdt_blocks > fs->block_bytes / 4 ||
        EXT2_FIRST_INO(super) < EXT2_GOOD_OLD_FIRST_INO ||
        ext2fs_blocks_count(super) != fs->blocks) {
        return -UC_EINVAL;
    }
    if (super->s_feature_ro_compat & ~(uint32_t)RO_COMPAT_KNOWN) {
        fs->writable = false;
    }
    return 0;
}

static uint64_t bytes_max(const struct ext4_fs *fs)
{
    uint64_t n = fs->block_bytes / 4;
    uint64_t blocks = EXT2_NDIR_BLOCKS + n + n * n + n * n * n;

    if (ext2fs_has_feature_extents(fs->e2->super) || blocks > UINT32_MAX) {
        blocks = UINT32_MAX;
    }
    return blocks << fs->block_shift;
}

/* What a loss of power left in the journal. */
static int recover(struct ext4_fs *fs)
{
    bool replayed = false;
    int err = ext4_journal_open(fs);

    if (err == -UC_EOPNOTSUPP &&
        !ext2fs_has_feature_journal_needs_recovery(fs->e2->super)) {
        fs->writable = false;
        return 0;
    }
    if (err < 0 || !fs->journal.present ||
        !ext2fs_has_feature_journal_needs_recovery(fs->e2->super)) {
        return err;
    }
    err = ext4_replay(fs, &replayed);
    if (err == 0 && replayed) {
        ext2fs_free(fs->e2);
        fs->e2 = NULL;
        err = ext4_upstream_open(fs);
        err = err < 0 ? err : check_features(fs);
    }
    if (err == 0 && fs->writable) {
        err = ext4_super_mark(fs, false);
    }
    return err;
}

static void destroy(struct ext4_fs *fs)
{
    if (fs->io.requests != NULL) {
        ext4_io_free(&fs->io);
    }
    ext4_inodes_drop(fs);
    ext4_groups_free(fs);
    ext4_journal_close(fs);
    ext4_cache_free(fs);
    uc_free(fs->txn.revokes.blocks);
    ext2fs_free(fs->e2);
    uc_free(fs);
}

static int open_root(struct ext4_fs *fs)
{
    struct ext4_inode *root = NULL;
    int err = ext4_inode_get(fs, EXT2_ROOT_INO, &root);

    if (err == 0 && !ext4_is_dir(root)) {
        return -UC_EIO;
    }
    if (err == 0) {
        fs->fs.root = &root->node;
    }
    return err;
}

static int open_all(struct ext4_fs *fs, struct uc_blkdev *disk)
{
    int err = probe(fs, disk);

    fs->fs.bytes_max = INT64_MAX;
    err = err < 0 ? err : ext4_io_init(&fs->io, disk, fs->block_bytes);
    err = err < 0 ? err : ext4_cache_init(fs);
    if (err == 0) {
        fs->inodes = uc_calloc(EXT4_INODE_HASH, sizeof(struct ext4_inode *));
        err = fs->inodes == NULL ? -UC_ENOMEM : 0;
    }
    err = err < 0 ? err : ext4_upstream_open(fs);
    err = err < 0 ? err : check_features(fs);
    err = err < 0 ? err : recover(fs);
    err = err < 0 ? err : ext4_groups_init(fs);
    if (err < 0) {
        return err;
    }
    fs->fs.bytes_max = bytes_max(fs);
    fs->txn.id = 1;
    fs->txn.most = fs->journal.present
                       ? (fs->journal.end - fs->journal.first) / 4
                       : fs->cache.most / 4;
    err = open_root(fs);
    return err == 0 && fs->writable ? ext4_orphans_clean(fs) : err;
}

static int fs_sync(struct uc_fs *uc_fs)
{
    struct ext4_fs *fs = ext4_of(uc_fs);
    int err = 0;

    ext4_lock(fs);
    if (fs->aborted) {
        err = -UC_EIO;
    } else if (fs->writable) {
        err = ext4_write_out_all(fs);
        err = err < 0 ? err : ext4_commit(fs);
        if (err == 0 && fs->unflushed) {
            err = ext4_io_flush(&fs->io);
            fs->unflushed = err < 0;
        }
    }
    ext4_unlock(fs);
    return err;
}

static int fs_statfs(struct uc_fs *uc_fs, struct uc_fs_stat *out)
{
    struct ext4_fs *fs = ext4_of(uc_fs);
    struct ext2_super_block *super = fs->e2->super;

    ext4_lock(fs);
    uint64_t room = ext4_room(fs) + fs->pending;
    uint64_t reserved = ext2fs_r_blocks_count(super);
    *out = (struct uc_fs_stat){
        .magic = EXT2_SUPER_MAGIC,
        .block_bytes = fs->block_bytes,
        .blocks = fs->blocks - super->s_overhead_clusters,
        .blocks_free = room,
        .blocks_available = room > reserved ? room - reserved : 0,
        .nodes = super->s_inodes_count,
        .nodes_free = super->s_free_inodes_count,
        .name_max = UC_FS_NAME_MAX,
    };
    ext4_unlock(fs);
    return 0;
}

/* The journal is empty, and the superblock says so. */
static int finish(struct ext4_fs *fs)
{
    int err = ext4_checkpoint(fs);

    if (err == 0 && fs->journal.begun) {
        err = ext4_journal_super_write(fs, 0);
        err = err < 0 ? err : ext4_super_mark(fs, false);
    }
    return err;
}

static int fs_unmount(struct uc_fs *uc_fs)
{
    struct ext4_fs *fs = ext4_of(uc_fs);
    int err = fs_sync(uc_fs);

    ext4_lock(fs);
    if (err == 0 && fs->writable) {
        err = finish(fs);
    }
    ext4_unlock(fs);
    destroy(fs);
    return err;
}

static const struct uc_fs_ops fs_ops = {
    .sync = fs_sync,
    .statfs = fs_statfs,
    .unmount = fs_unmount,
};

static int mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    struct uc_blkdev *disk = uc_fs_disk(what);
    const char *options = what->options;
    struct uc_fs_name key;
    struct uc_fs_name value;

    if (disk == NULL) {
        return -UC_ENODEV;
    }
    if (uc_fs_option(&options, &key, &value)) {
        return -UC_EINVAL; /* it has none */
    }
    struct ext4_fs *fs = uc_calloc(1, sizeof *fs);
    if (fs == NULL) {
        return -UC_ENOMEM;
    }
    fs->fs.ops = &fs_ops;
    fs->writable = !(what->flags & UC_FS_READ_ONLY) &&
                   !(disk->features & UC_BLK_READ_ONLY);
    ext4_lock(fs);
    int err = open_all(fs, disk);
    ext4_unlock(fs);
    if (err < 0) {
        destroy(fs);
        return err;
    }
    if (!fs->writable) {
        fs->fs.flags |= UC_FS_READ_ONLY;
    }
    *out = &fs->fs;
    return 0;
}

UC_FS_TYPE(ext2, "ext2", mount);
UC_FS_TYPE(ext3, "ext3", mount);
UC_FS_TYPE(ext4, "ext4", mount);

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The superblock, and how it is written so that a loss of power in the middle
 * cannot damage it on a disk that writes sectors of 512 bytes one by one.
 *
 * All that changes of it is in its first 512 bytes, but for the checksum at its
 * end. So that stays as it is: four bytes of the first sector that nothing uses
 * (s_algorithm_usage_bitmap, of a compression that never came to be) take what
 * makes the checksum right.
 */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"

enum {
    FREE_AT = offsetof(struct ext2_super_block, s_algorithm_usage_bitmap),
    CHECKSUM_AT = offsetof(struct ext2_super_block, s_checksum),
};

UC_STATIC_ASSERT(FREE_AT + 4 <= 512, "in the first sector");

/* What CRC-32C was (bytes) bytes before it became (crc). */
static uint32_t undo(uint32_t crc, const uint8_t *data, size_t bytes)
{
    const uint32_t polynomial = UINT32_C(0x82f63b78);

    while (bytes-- > 0) {
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc & UINT32_C(1) << 31 ? (crc ^ polynomial) << 1 | 1
                                          : crc << 1;
        }
        crc ^= data[bytes];
    }
    return crc;
}

/* Sets the unused bytes of (super) so that its checksum is (wanted). */
static void keep_checksum(void *super, uint32_t wanted)
{
    static const uint8_t zeroes[4];
    uint8_t *bytes = super;
    uint32_t before = ext4_crc32c(~UINT32_C(0), bytes, FREE_AT);
    uint32_t behind = undo(wanted, bytes + FREE_AT + sizeof zeroes,
                           CHECKSUM_AT - FREE_AT - sizeof zeroes);

    /* From the state before to that behind: what differs is the data. */
    const __u32 difference =
        ext2fs_cpu_to_le32(before ^ undo(behind, zeroes, sizeof zeroes));
    memcpy(bytes + FREE_AT, &difference, sizeof difference);
}

/* (from), as it goes to the disk in the place of what is at (to). */
static void convert(struct ext4_fs *fs, const struct ext2_super_block *from,
                    void *to)
{
    struct ext2_super_block *super = to;
    __u32 checksum = super->s_checksum;

    memcpy(super, from, sizeof *super);
#ifdef WORDS_BIGENDIAN
    ext2fs_swap_super(super);
#endif
    if (ext2fs_has_feature_metadata_csum(fs->e2->super)) {
        super->s_checksum = checksum;
        keep_checksum(super, ext2fs_le32_to_cpu(checksum));
    }
}

static int read_super(struct ext4_fs *fs, struct ext4_buf **buf, char **place)
{
    int err = ext4_meta_read(fs, SUPERBLOCK_OFFSET >> fs->block_shift, buf);

    if (err == 0) {
        *place = (*buf)->data + (SUPERBLOCK_OFFSET & (fs->block_bytes - 1));
    }
    return err;
}

int ext4_super_write(struct ext4_fs *fs)
{
    struct ext4_buf *buf = NULL;
    char *place = NULL;
    int err = read_super(fs, &buf, &place);

    if (err < 0) {
        return err;
    }
    fs->e2->super->s_wtime = (__u32)uc_fs_now().seconds;
    convert(fs, fs->e2->super, place);
    ext4_meta_dirty(fs, buf);
    ext4_buf_put(fs, buf);
    fs->txn.super_dirty = false;
    return 0;
}

/*
 * Written past the journal, when no transaction holds the block: before the
 * first one, when the superblock in memory may differ from the disk's already,
 * and behind the last one.
 */
int ext4_super_mark(struct ext4_fs *fs, bool recover)
{
    struct ext2_super_block *super = fs->e2->super;
    struct ext2_super_block *written = recover ? fs->e2->orig_super : super;
    struct ext4_buf *buf = NULL;
    char *place = NULL;
    int err = read_super(fs, &buf, &place);

    if (err < 0) {
        return err;
    }
    if (recover) {
        ext2fs_set_feature_journal_needs_recovery(super);
        ext2fs_set_feature_journal_needs_recovery(written);
    } else {
        ext2fs_clear_feature_journal_needs_recovery(super);
    }
    convert(fs, written, place);
    err =
        ext4_io_write_through(&fs->io, buf->block, buf->data, fs->block_bytes);
    ext4_buf_put(fs, buf);
    return err;
}

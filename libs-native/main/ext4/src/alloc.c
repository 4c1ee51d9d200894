/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks in use and free. What a transaction frees may be used again only when
 * it is committed: else a loss of power would bring the old file back with the
 * new one's data in it.
 */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"

/* 64 bits of a bitmap, and of what is pending. */
static uint64_t word_of(const char *bitmap, const uint64_t *pending,
                        uint32_t word)
{
    uint64_t bits = 0;

    memcpy(&bits, bitmap + (size_t)word * 8, sizeof bits);
    bits = ext2fs_le64_to_cpu(bits);
    return pending != NULL ? bits | pending[word] : bits;
}

static bool is_used(const char *bitmap, uint32_t bit)
{
    return ((unsigned char)bitmap[bit / 8] >> bit % 8 & 1) != 0;
}

/* First bit in [from, to) that is 0 or, with (used), 1; (to) where none is. */
static uint32_t next_bit(const char *bitmap, const uint64_t *pending,
                         uint32_t from, uint32_t to, bool used)
{
    while (from < to) {
        uint64_t bits = word_of(bitmap, pending, from / 64);

        bits = (used ? bits : ~bits) >> from % 64;
        if (bits != 0) {
            from += (uint32_t)__builtin_ctzll(bits);
            return from < to ? from : to;
        }
        from = (from / 64 + 1) * 64;
    }
    return to;
}

struct search {
    uint32_t from; /* bits of the group */
    uint32_t to;
    uint32_t least; /* how long a run must be */
    uint32_t most;
};

/* Returns how long the run is that was found, at (*at); 0: none. */
static uint32_t find_run(const char *bitmap, const uint64_t *pending,
                         const struct search *what, uint32_t *at)
{
    for (uint32_t bit = what->from; bit < what->to;) {
        uint32_t start = next_bit(bitmap, pending, bit, what->to, false);
        uint32_t limit =
            what->to - start > what->most ? start + what->most : what->to;

        bit = next_bit(bitmap, pending, start, limit, true);
        if (bit - start >= what->least && bit > start) {
            *at = start;
            return bit - start;
        }
    }
    return 0;
}

/* Returns how many blocks of (group) were taken, from (*block) on. */
static int take_in_group(struct ext4_fs *fs, dgrp_t group, uint32_t from,
                         uint32_t least, uint32_t most, uint64_t *block)
{
    const struct ext4_group *g = &fs->groups[group];
    uint32_t free = ext2fs_bg_free_blocks_count(fs->e2, group);
    struct ext4_buf *bitmap = NULL;
    uint32_t at = 0;

    if (free <= g->pending_n || free - g->pending_n < least) {
        return 0;
    }
    int err = ext4_bitmap(fs, group, false, &bitmap);
    if (err < 0) {
        return err;
    }
    struct search what = {
        .from = from,
        .to = (uint32_t)ext2fs_group_blocks_count(fs->e2, group),
        .least = least,
        .most = most < free ? most : free,
    };
    uint32_t count = find_run(bitmap->data, g->pending, &what, &at);
    if (count > 0) {
        for (uint32_t i = at; i < at + count; i++) {
            bitmap->data[i / 8] = (char)(bitmap->data[i / 8] | 1 << i % 8);
        }
        ext2fs_bg_free_blocks_count_set(fs->e2, group, free - count);
        ext2fs_free_blocks_count_add(fs->e2->super, (blk64_t) - (int64_t)count);
        ext4_bitmap_dirty(fs, group, false, bitmap);
        *block = ext2fs_group_first_block2(fs->e2, group) + at;
    }
    ext4_buf_put(fs, bitmap);
    return (int)count;
}

/* From the goal's group round to it again; runs of (least) and more. */
static int take_anywhere(struct ext4_fs *fs, uint64_t goal, uint32_t least,
                         uint32_t most, uint64_t *block)
{
    dgrp_t groups = fs->e2->group_desc_count;
    dgrp_t group = ext2fs_group_of_blk2(fs->e2, goal);
    uint32_t from = (uint32_t)(goal - ext2fs_group_first_block2(fs->e2, group));

    for (dgrp_t i = 0; i <= groups; i++) {
        int count = take_in_group(fs, group, from, least, most, block);
        if (count != 0) {
            return count;
        }
        from = 0;
        group = group + 1 < groups ? group + 1 : 0;
    }
    return 0;
}

int ext4_blocks_take(struct ext4_fs *fs, uint64_t goal, uint32_t most,
                     uint64_t *block, uint32_t *count)
{
    enum {
        GOOD_RUN = 64, /* looked for before shorter ones are taken */
    };
    uint32_t least = most < GOOD_RUN ? most : GOOD_RUN;
    int found = 0;

    if (goal < fs->e2->super->s_first_data_block || goal >= fs->blocks) {
        goal = fs->e2->super->s_first_data_block;
    }
    if (most > INT32_MAX) {
        most = INT32_MAX;
    }
    dgrp_t group = ext2fs_group_of_blk2(fs->e2, goal);
    struct ext4_buf *bitmap = NULL;
    int err = ext4_bitmap(fs, group, false, &bitmap);
    if (err < 0) {
        return err;
    }
    uint32_t bit = (uint32_t)(goal - ext2fs_group_first_block2(fs->e2, group));
    const uint64_t *pending = fs->groups[group].pending;
    bool free = (word_of(bitmap->data, pending, bit / 64) >> bit % 64 & 1) == 0;
    ext4_buf_put(fs, bitmap);

    if (free) { /* what follows what is there, however short */
        found = take_in_group(fs, group, bit, 1, most, block);
    }
    if (found == 0 && least > 1) {
        found = take_anywhere(fs, goal, least, most, block);
    }
    if (found == 0) {
        found = take_anywhere(fs, goal, 1, most, block);
    }
    if (found > 0) {
        *count = (uint32_t)found;
        return 0;
    }
    return found < 0 ? found : -UC_ENOSPC;
}

static int make_pending(struct ext4_fs *fs, dgrp_t group, uint32_t bit,
                        uint32_t count)
{
    struct ext4_group *g = &fs->groups[group];

    if (g->pending == NULL) {
        g->pending = uc_calloc(1, fs->block_bytes);
        if (g->pending == NULL) {
            return ext4_abort(fs, -UC_ENOMEM);
        }
    }
    for (uint32_t i = bit; i < bit + count; i++) {
        g->pending[i / 64] |= UINT64_C(1) << i % 64;
    }
    g->pending_n += count;
    fs->pending += count;
    return 0;
}

static int free_in_group(struct ext4_fs *fs, dgrp_t group, uint32_t bit,
                         uint32_t count)
{
    struct ext4_buf *bitmap = NULL;
    int err = ext4_bitmap(fs, group, false, &bitmap);

    if (err < 0) {
        return err;
    }
    for (uint32_t i = bit; i < bit + count; i++) {
        if (!is_used(bitmap->data, i)) {
            ext4_buf_put(fs, bitmap);
            return ext4_corrupt(fs); /* freed twice */
        }
        bitmap->data[i / 8] = (char)(bitmap->data[i / 8] & ~(1 << i % 8));
    }
    ext2fs_bg_free_blocks_count_set(
        fs->e2, group, ext2fs_bg_free_blocks_count(fs->e2, group) + count);
    ext2fs_free_blocks_count_add(fs->e2->super, count);
    ext4_bitmap_dirty(fs, group, false, bitmap);
    ext4_buf_put(fs, bitmap);
    return make_pending(fs, group, bit, count);
}

int ext4_blocks_free(struct ext4_fs *fs, uint64_t block, uint32_t count)
{
    if (block <= fs->e2->super->s_first_data_block || block >= fs->blocks ||
        count > fs->blocks - block) {
        return ext4_corrupt(fs);
    }
    while (count > 0) {
        dgrp_t group = ext2fs_group_of_blk2(fs->e2, block);
        uint64_t left = ext2fs_group_last_block2(fs->e2, group) + 1 - block;
        uint32_t part = left < count ? (uint32_t)left : count;
        uint32_t bit =
            (uint32_t)(block - ext2fs_group_first_block2(fs->e2, group));

        int err = free_in_group(fs, group, bit, part);
        if (err < 0) {
            return err;
        }
        block += part;
        count -= part;
    }
    return 0;
}

void ext4_groups_committed(struct ext4_fs *fs)
{
    if (fs->pending == 0) {
        return;
    }
    for (dgrp_t i = 0; i < fs->e2->group_desc_count; i++) {
        uc_free(fs->groups[i].pending);
        fs->groups[i].pending = NULL;
        fs->groups[i].pending_n = 0;
    }
    fs->pending = 0;
}

uint64_t ext4_room(const struct ext4_fs *fs)
{
    uint64_t free = ext2fs_free_blocks_count(fs->e2->super);
    uint64_t spoken_for = fs->pending + fs->delayed;

    return free > spoken_for ? free - spoken_for : 0;
}

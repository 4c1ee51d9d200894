/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_RAM_BLK_H
#define UC_RAM_BLK_H

/*
 * Disks in memory, of contract "blkdev". Scratch disks for applications, and
 * for tests of file systems disks that lose power, fail and are slow.
 *
 * Context of all: thread. (disk) is one that uc_ram_blk_create made.
 */
#include <uc/blkdev.h>

struct uc_ram_blk_attr {
    uint64_t blocks;
    uint32_t block_bytes; /* 0: 512 */
    /*
     * Those of enum uc_blk_feature that it shall have. With UC_BLK_CACHE it
     * takes twice the memory, and a loss of power loses what was not flushed.
     */
    unsigned features;
    /* Requests are done later, the last one first, 8 at once. */
    bool deferred;
};

/*
 * Makes a disk full of zeroes and adds it to the list.
 * Errors: -UC_ENOMEM, -UC_EINVAL (no blocks, or of a size that cannot be).
 * Owns: the disk lives for ever.
 */
int uc_ram_blk_create(struct uc_blkdev **disk,
                      const struct uc_ram_blk_attr *attr);

/*
 * Takes the power away once (blocks) more blocks have been written, discarded
 * or zeroed: in the middle of a request, perhaps. From then on each request
 * fails with -UC_EIO. 0: now.
 */
void uc_ram_blk_power_cut(struct uc_blkdev *disk, uint64_t blocks);

/* Whether power is away. */
bool uc_ram_blk_is_cut(const struct uc_blkdev *disk);

/*
 * Gives the power back, or takes back a cut that has not come yet. After a cut
 * each block that was written but not flushed holds what it held before or what
 * was written, as (seed) decides; 0: all hold what they held before. Nothing
 * may be in flight.
 */
void uc_ram_blk_power_on(struct uc_blkdev *disk, uint32_t seed);

/*
 * Makes (count) requests of kind (op) fail with (result), after (skip) good
 * ones. A write that fails has been carried out by half.
 */
void uc_ram_blk_fail(struct uc_blkdev *disk, enum uc_blk_op op, unsigned skip,
                     unsigned count, int result);

/* Where its blocks lie: what can be read, flushed or not. */
void *uc_ram_blk_data(struct uc_blkdev *disk);

/* How many blocks were written, discarded or zeroed since it was made. */
uint64_t uc_ram_blk_written(const struct uc_blkdev *disk);

#endif /* UC_RAM_BLK_H */

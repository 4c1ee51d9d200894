/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract's suite on a disk of large blocks with a cache, that takes few
 * requests at once and is done with them later and in another order.
 */
#include <uc/hosted.h>
#include <uc/ram_blk.h>

static struct uc_blkdev *slow(void)
{
    static struct uc_blkdev *disk;
    const struct uc_ram_blk_attr attr = {
        .blocks = 256,
        .block_bytes = 4096,
        .features = UC_BLK_CACHE,
        .deferred = true,
    };

    if (disk == NULL) {
        (void)uc_ram_blk_create(&disk, &attr);
    }
    return disk;
}

#define UC_SUITE_BLKDEV_DISK slow()
#include <uc/suites/blkdev.h>

UC_HOSTED_BOOT("");

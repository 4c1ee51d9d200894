/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract's suite on a disk that is done with each request at once. */
#include <uc/hosted.h>
#include <uc/ram_blk.h>

static struct uc_blkdev *read_only(void)
{
    static struct uc_blkdev *disk;
    const struct uc_ram_blk_attr attr = {.blocks = 2048,
                                         .features = UC_BLK_READ_ONLY};

    if (disk == NULL) {
        (void)uc_ram_blk_create(&disk, &attr);
    }
    return disk;
}

#define UC_SUITE_BLKDEV_READ_ONLY read_only()
#include <uc/suites/blkdev.h>

UC_HOSTED_BOOT("ram-blk.disk=1M");

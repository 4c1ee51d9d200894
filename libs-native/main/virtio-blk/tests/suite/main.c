/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract's suite. Device addresses are not the CPU's, and no two pages
 * are neighbours.
 */
#include "../device.h"
#include "virtio_blk.h"

static struct uc_blkdev *make(struct fake_device *fake, uint64_t more)
{
    uc_hosted_dma(true, UINT64_C(0x7700000000));
    fake_prepare(fake, UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX |
                           F_SEG_MAX | F_BLK_SIZE | F_FLUSH | F_DISCARD |
                           F_WRITE_ZEROES | more);
    fake->serves = true;
    return fake_offer(fake) == 0 ? uc_hosted_last_disk() : NULL;
}

static struct uc_blkdev *writable(void)
{
    static struct fake_device fake;
    static struct uc_blkdev *disk;

    if (disk == NULL) {
        disk = make(&fake, 0);
    }
    return disk;
}

static struct uc_blkdev *read_only(void)
{
    static struct fake_device fake;
    static struct uc_blkdev *disk;

    if (disk == NULL) {
        disk = make(&fake, F_RO);
    }
    return disk;
}

#define UC_SUITE_BLKDEV_DISK      writable()
#define UC_SUITE_BLKDEV_READ_ONLY read_only()
#include <uc/suites/blkdev.h>

UC_HOSTED_BOOT("");

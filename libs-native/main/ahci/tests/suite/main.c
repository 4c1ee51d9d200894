/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract's suite. Device addresses are not the CPU's, and no two pages
 * are neighbours.
 */
#include "../device.h"

static struct uc_blkdev *disk(void)
{
    static struct uc_blkdev *made;

    if (made == NULL) {
        fake_prepare(512, 32);
        made = uc_hosted_pci_offer() == 0 ? uc_hosted_last_disk() : NULL;
    }
    return made;
}

#define UC_SUITE_BLKDEV_DISK disk()
#include <uc/suites/blkdev.h>

UC_HOSTED_BOOT("");

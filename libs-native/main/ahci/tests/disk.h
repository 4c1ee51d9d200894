/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_DISK_H
#define AHCI_TESTS_DISK_H

/* The disk that the driver makes of the played device. */
#include <uc/test.h>

#include "device.h"

static struct uc_blkdev *disk;
static uint8_t data[512 * 1024] UC_ALIGNED(4096);

static inline int offer(void)
{
    int err = uc_hosted_pci_offer();
    disk = err == 0 ? uc_hosted_last_disk() : NULL;
    return err;
}

static inline void open_disk(void)
{
    fake_prepare(512, 32);
    UC_REQUIRE(offer() == 0);
    fake.resets = fake.starts = 0;
}

#endif /* AHCI_TESTS_DISK_H */

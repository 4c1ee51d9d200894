/* SPDX-License-Identifier: BSD-3-Clause */
/* ram-blk.disk=16M on the command line: a disk of that size for each. */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/param.h>

#include "internal.h"

enum {
    DISKS_MAX = 4,
    BLOCK_BYTES = 512,
};

static uint64_t sizes[DISKS_MAX];
static unsigned sizes_n;

static unsigned unit_shift(char c)
{
    switch (c) {
    case 'K':
        return 10;
    case 'M':
        return 20;
    case 'G':
        return 30;
    default:
        return 0;
    }
}

static int set_disk(const char *value)
{
    uint64_t bytes = 0;

    for (; *value >= '0' && *value <= '9'; value++) {
        if (bytes > UINT32_MAX) {
            return -UC_EINVAL;
        }
        bytes = bytes * 10 + (uint64_t)(*value - '0');
    }
    if (unit_shift(*value) > 0) {
        bytes <<= unit_shift(*value++);
    }
    if (*value != '\0' || bytes == 0 || bytes % BLOCK_BYTES != 0) {
        return -UC_EINVAL;
    }
    if (sizes_n == DISKS_MAX) {
        return -UC_ENOMEM;
    }
    sizes[sizes_n++] = bytes;
    return 0;
}

UC_PARAM(ram_blk_disk, "ram-blk.disk", set_disk);

static int ram_blk(void)
{
    for (unsigned i = 0; i < sizes_n; i++) {
        const struct uc_ram_blk_attr attr = {
            .blocks = sizes[i] / BLOCK_BYTES,
            .features = UC_BLK_HAS_DISCARD | UC_BLK_HAS_ZERO,
        };
        struct uc_blkdev *disk;
        int err = uc_ram_blk_create(&disk, &attr);
        if (err < 0) {
            return err;
        }
    }
    return 0;
}

UC_INIT(3, ram_blk);

/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract's suite on two real files. */
#include "../played_linux.h"

#include <uc/blkdev.h>

static struct uc_blkdev *disk(unsigned index)
{
    static bool open;
    struct uc_blkdev *dev;

    if (!open) {
        char paths[2][64];
        static char line[256];
        open = true;
        (void)snprintf(
            line, sizeof line, "file-blk.disk=%s file-blk.read-only=%s",
            played_make(paths[0], 1 << 20), played_make(paths[1], 1 << 20));
        if (uc_hosted_boot(line) < 0) {
            abort();
        }
        (void)unlink(paths[0]);
        (void)unlink(paths[1]);
    }
    for (dev = uc_blkdev_first(); dev != NULL && dev->index < index;) {
        dev = dev->next;
    }
    return dev;
}

#define UC_SUITE_BLKDEV_DISK      disk(0)
#define UC_SUITE_BLKDEV_READ_ONLY disk(1)
#include <uc/suites/blkdev.h>

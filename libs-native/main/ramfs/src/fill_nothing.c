/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* No library of this image reads an initial ramdisk. */
int ramfs_fill(struct ramfs *fs)
{
    (void)fs;
    return 0;
}

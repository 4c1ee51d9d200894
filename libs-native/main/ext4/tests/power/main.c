/* SPDX-License-Identifier: BSD-3-Clause */
#include "../power.h"

UC_HOSTED_BOOT("");

UC_TEST(small_blocks_with_checksums)
{
    run(UC_BLK_CACHE, "-t ext4 -b 1024", 150);
}

UC_TEST(usual_blocks_on_a_disk_that_writes_through)
{
    run(UC_BLK_CACHE | UC_BLK_HAS_FUA, "-t ext4 -b 4096 -J size=4", 150);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "../power.h"

UC_HOSTED_BOOT("");

UC_TEST(the_format_of_ext3)
{
    run(UC_BLK_CACHE, "-t ext3 -b 1024", 80);
}

UC_TEST(a_disk_without_a_cache)
{
    run(0, "-t ext4 -b 1024 -O ^metadata_csum,^64bit", 80);
}

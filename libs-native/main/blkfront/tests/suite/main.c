/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract's suite, with indirect segments and persistent grants. */
#include "../backend.h"

static struct uc_blkdev *disk(void)
{
    if (uc_blkdev_first() == NULL) {
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        back.persistent = true;
        back_plug();
        (void)uc_hosted_boot("");
    }
    return uc_blkdev_first();
}

#define UC_SUITE_BLKDEV_DISK disk()
#include <uc/suites/blkdev.h>

UC_TEST(z_the_other_end_saw_nothing_amiss)
{
    UC_EXPECT(!back.broken);
    UC_EXPECT_GT(back.indirects, 0u);
    UC_EXPECT_GT(back.flushes, 0u);
}

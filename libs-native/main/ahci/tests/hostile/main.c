/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

static unsigned logs;

static void run(const uint8_t *bytes, size_t size)
{
    misbehave(bytes, size);
    logs += fake.logs;
}

UC_TEST(leaves_memory_alone_whatever_the_device_does)
{
    uc_hosted_memory_add(192u << 20);
    UC_REQUIRE(uc_hosted_boot("") == 0);
    uc_hosted_hostile(run, 100, 300);
    UC_REQUIRE(uc_blkdev_first() != NULL);
    UC_EXPECT_GT(uc_hosted_last_disk()->index, 100u);
    UC_EXPECT_GT(logs, 20u); /* it goes as far as that */
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

enum {
    BYTES = 120
};

static void run(const uint8_t *bytes, size_t size)
{
    uint8_t data[BYTES];

    memcpy(data, bytes, size);
    data[2] |= 1; /* or most devices were refused */
    data[3] |= 16;
    misbehave(data, size);
}

UC_TEST(leaves_memory_alone_whatever_the_device_does)
{
    uc_hosted_memory_add(192u << 20);
    UC_REQUIRE(uc_hosted_boot("") == 0);
    uc_hosted_hostile(run, BYTES, 3000);
    UC_EXPECT_GT(uc_blkdev_first()->next->index, 0u);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

static uint32_t random_state = 1;

static uint8_t next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint8_t)(random_state >> 24);
}

/* Fixed seed: the same on every run and machine. */
UC_TEST(leaves_memory_alone_whatever_the_device_does)
{
    uint8_t data[100];

    uc_hosted_memory_add(192u << 20);
    UC_REQUIRE(uc_hosted_boot("") == 0);
    for (unsigned round = 0; round < 300; round++) {
        for (unsigned i = 0; i < sizeof data; i++) {
            /* Half of the bytes are zero: a device that mostly works gets
             * further than one that is wrong at once. */
            data[i] = next_random() & 1 ? next_random() : 0;
        }
        misbehave(data, sizeof data);
    }
    UC_REQUIRE(uc_blkdev_first() != NULL);
    UC_EXPECT_GT(fake_disk()->index, 100u);
}

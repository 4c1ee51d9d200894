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
UC_TEST(leaves_memory_alone_whatever_the_store_sends)
{
    uint8_t data[96];

    uc_hosted_clock_simulate();
    for (unsigned round = 0; round < 3000; round++) {
        for (unsigned i = 0; i < sizeof data; i++) {
            data[i] = next_random() & 1 ? next_random() : 0;
        }
        misbehave(data, sizeof data);
    }
    UC_EXPECT_EQ(uc_hosted_store_watches(), 1u); /* it was asked in silence */
}

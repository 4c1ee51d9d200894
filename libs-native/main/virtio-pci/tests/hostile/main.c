/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

static unsigned taken;

static void run(const uint8_t *bytes, size_t size)
{
    misbehave(bytes, size);
    taken += (fake.statuses & STATUS_DRIVER_OK) != 0;
}

UC_TEST(leaves_memory_alone_whatever_the_device_says)
{
    uc_hosted_hostile(run, 100, 3000);
    UC_EXPECT_GT(taken, 300u); /* it goes as far as that */
    UC_EXPECT_LT(taken, 2700u);
}

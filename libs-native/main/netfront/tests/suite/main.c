/* SPDX-License-Identifier: BSD-3-Clause */
#include "../backend.h"

/* Sorts before the suite, which takes the first device that there is. */
#include <uc/test.h>

UC_TEST(a_there_is_a_device)
{
    UC_EXPECT(back_start() != NULL);
}

#define UC_SUITE_NETDEV_WAIT() settle()
#include <uc/suites/netdev.h>

UC_TEST(z_the_other_end_saw_nothing_amiss)
{
    UC_EXPECT(!back.broken);
    UC_EXPECT_LE(back.slots_most, SLOTS_MAX);
}

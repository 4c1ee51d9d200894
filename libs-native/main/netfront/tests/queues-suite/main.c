/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract's suite on a device of four queues. */
#include "../suite/main.c"

UC_TEST(z_the_other_end_has_four_queues)
{
    UC_EXPECT_EQ(back.queues_n, 4u);
}

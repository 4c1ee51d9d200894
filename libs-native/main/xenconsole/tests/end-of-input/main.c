/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../ring.h"

UC_TEST(ctrl_d_ends_the_input_for_good)
{
    char buf[8];

    plug(NULL, 0);
    type("last\x04more", 9);
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), 4u);
    UC_EXPECT_MEM(buf, "last", 4);
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), UC_CONSOLE_END);
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), UC_CONSOLE_END);
    UC_EXPECT_EQ(ring->in_prod - ring->in_cons, 4u);
}

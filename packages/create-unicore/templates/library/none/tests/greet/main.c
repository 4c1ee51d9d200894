/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/shiny.h>
#include <uc/test.h>

UC_TEST(greets_by_name)
{
    char buf[32];

    UC_EXPECT_EQ(uc_shiny_greet(buf, sizeof buf, "Ada"), 13);
    UC_EXPECT_STR(buf, "Good day, Ada");
}

UC_TEST(leaves_a_buffer_alone_that_is_too_small)
{
    char buf[13] = "as it was";

    UC_EXPECT_EQ(uc_shiny_greet(buf, sizeof buf, "Ada"), -UC_ENOSPC);
    UC_EXPECT_STR(buf, "as it was");
}

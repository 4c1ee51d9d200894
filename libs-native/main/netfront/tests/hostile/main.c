/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

UC_TEST(leaves_memory_alone_whatever_the_other_end_does)
{
    uc_hosted_hostile(misbehave, 300, 300);
    UC_EXPECT_GT(back.frames, 700u); /* it goes as far as that */
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave.h"

UC_TEST(leaves_memory_alone_whatever_the_other_end_does)
{
    unsigned long sent = 0;

    for (size_t size = 20; size <= 300; size += 20) {
        uc_hosted_hostile(misbehave, size, 100);
        sent += seen.sent;
    }
    UC_EXPECT_GT(sent, 100ul); /* it goes as far as that */
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../misbehave_devices.h"

UC_TEST(uses_no_device_after_its_end_whatever_the_store_answers)
{
    uc_hosted_hostile(misbehave, 200, 300);
    UC_EXPECT_GT(probes, 400u); /* it goes as far as that */
    UC_EXPECT_GT(answers, 1000u);
}

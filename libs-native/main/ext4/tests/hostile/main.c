/* SPDX-License-Identifier: BSD-3-Clause */
#include "../hostile.h"

#include <uc/test.h>

UC_HOSTED_BOOT("");

UC_TEST(images_that_were_tampered_with_do_no_harm)
{
    enum {
        RUNS = 300,
        CHANGES_MOST = 12
    };
    uint8_t input[1 + 6 * CHANGES_MOST];
    uint32_t seed = 1;

    UC_REQUIRE(hostile_begin());
    for (unsigned i = 0; i < RUNS; i++) {
        for (size_t k = 0; k < sizeof input; k++) {
            seed = seed * 1664525 + 1013904223;
            input[k] = (uint8_t)(seed >> 24);
        }
        hostile_run(input, 1 + 6 * (1 + i % CHANGES_MOST));
    }
    UC_EXPECT(tree == NULL);
}

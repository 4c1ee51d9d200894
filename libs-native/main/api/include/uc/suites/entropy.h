/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_ENTROPY_H
#define UC_SUITES_ENTROPY_H

/*
 * Conformance suite of contract "entropy": included by one file of a test
 * program that links the provider and a source that gives seeds.
 */
#include <uc/entropy.h>
#include <uc/test.h>

UC_TEST(entropy_fills_exactly_what_was_asked_for)
{
    static uint8_t out[1100];

    for (size_t len = 0; len <= 1024; len += len < 300 ? 1 : 31) {
        for (size_t i = 0; i < sizeof out; i++) {
            out[i] = 0xa5;
        }
        UC_REQUIRE(uc_entropy_get(out + 8, len) == 0);
        for (size_t i = 0; i < 8; i++) {
            UC_REQUIRE(out[i] == 0xa5);
            UC_REQUIRE(out[8 + len + i] == 0xa5);
        }
    }
}

UC_TEST(entropy_never_repeats_itself)
{
    static uint8_t seen[64][32];

    for (unsigned i = 0; i < UC_ARRAY_SIZE(seen); i++) {
        UC_REQUIRE(uc_entropy_get(seen[i], sizeof seen[i]) == 0);
        for (unsigned j = 0; j < i; j++) {
            UC_REQUIRE(!uc_test_same_memory(seen[i], seen[j], sizeof seen[i]));
        }
    }
}

/* Half of 2^19 bits, 362 each way to a standard deviation: 12 of them. */
UC_TEST(entropy_has_as_many_ones_as_zeros)
{
    static uint8_t out[65536];
    unsigned ones = 0;

    UC_REQUIRE(uc_entropy_get(out, sizeof out) == 0);
    for (size_t i = 0; i < sizeof out; i++) {
        for (unsigned byte = out[i]; byte != 0; byte &= byte - 1) {
            ones++;
        }
    }
    UC_EXPECT_GT(ones, 262144u - 4400u);
    UC_EXPECT_LT(ones, 262144u + 4400u);
}

UC_TEST(entropy_goes_on_after_seeds_were_added)
{
    uint8_t before[32];
    uint8_t after[32];

    UC_REQUIRE(uc_entropy_get(before, sizeof before) == 0);
    uc_entropy_add(before, sizeof before);
    uc_entropy_add(before, 0);
    uc_entropy_add("x", 1);
    UC_REQUIRE(uc_entropy_get(after, sizeof after) == 0);
    UC_EXPECT(!uc_test_same_memory(before, after, sizeof after));
}

UC_TEST(entropy_u32_gives_unlike_numbers)
{
    uint32_t all_or = 0;
    uint32_t all_and = UINT32_MAX;

    for (unsigned i = 0; i < 256; i++) {
        uint32_t x = uc_entropy_u32();
        all_or |= x;
        all_and &= x;
    }
    /* Each bit is 1 and 0 at least once; fails once in 2^250 runs. */
    UC_EXPECT_EQ(all_or, UINT32_MAX);
    UC_EXPECT_EQ(all_and, 0);
}

#endif /* UC_SUITES_ENTROPY_H */

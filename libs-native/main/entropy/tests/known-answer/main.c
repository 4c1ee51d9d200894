/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generator's output for a known seed, on every architecture the same.
 * The numbers come from a second implementation, written from the description
 * in src/entropy.c in another language.
 */
#include <uc/entropy.h>
#include <uc/hosted.h>
#include <uc/test.h>

static uc_ssize_t fill_known(void *buf, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ((uint8_t *)buf)[i] = (uint8_t)(i + 1);
    }
    return (uc_ssize_t)len;
}

UC_ENTROPY_SOURCE(known, fill_known);

UC_TEST(gives_the_numbers_of_a_second_implementation)
{
    static const uint8_t first[] = {0xd2, 0x7e, 0xcf, 0xe6, 0xbe, 0xf4,
                                    0x1d, 0x21, 0x71, 0x06, 0x78, 0x11,
                                    0xf3, 0x4d, 0x6a, 0x2d};
    static const uint8_t large_start[] = {0x89, 0x5d, 0xbe, 0x9e,
                                          0xc4, 0x8a, 0x73, 0x00};
    static const uint8_t large_end[] = {0xb2, 0xd0, 0xe5, 0x0f,
                                        0x02, 0x93, 0xb6, 0xcf};
    static const uint8_t after[] = {0xf3, 0xfe, 0x9d, 0x2d};
    static const uint8_t refilled[] = {0xa0, 0xc5, 0x77, 0x53,
                                       0x7c, 0x6d, 0xe6, 0x72};
    uint8_t out[300];

    uc_hosted_entropy_enable(false);
    uc_hosted_clock_simulate(); /* no reseeding by time under a debugger */
    UC_REQUIRE(uc_entropy_get(out, 16) == 0);
    UC_EXPECT_MEM(out, first, 16);
    UC_EXPECT_EQ(uc_entropy_u32(), 0xc606e1af);
    UC_REQUIRE(uc_entropy_get(out, 300) == 0);
    UC_EXPECT_MEM(out, large_start, 8);
    UC_EXPECT_MEM(out + 292, large_end, 8);
    UC_REQUIRE(uc_entropy_get(out, 172) == 0);
    UC_EXPECT_MEM(out, after, 4);
    UC_REQUIRE(uc_entropy_get(out, 8) == 0);
    UC_EXPECT_MEM(out, refilled, 8);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/entropy.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>

static int asked;

static uc_ssize_t fill_nothing(void *buf, size_t len)
{
    (void)buf;
    (void)len;
    asked++;
    return -UC_EIO;
}

UC_ENTROPY_SOURCE(broken, fill_nothing);

UC_TEST(a_never_gives_weak_numbers)
{
    uint8_t out[4] = {1, 2, 3, 4};
    static const uint8_t untouched[4] = {1, 2, 3, 4};

    uc_hosted_entropy_enable(false);
    UC_EXPECT_EQ(uc_entropy_get(out, sizeof out), -UC_EAGAIN);
    UC_EXPECT_MEM(out, untouched, sizeof out);
    UC_EXPECT_EQ(asked, 1);
}

UC_TEST(b_what_the_caller_adds_is_no_seed)
{
    uint8_t out[4];

    uc_entropy_add("something", 9);
    UC_EXPECT_EQ(uc_entropy_get(out, sizeof out), -UC_EAGAIN);
}

UC_TEST(c_unlike_numbers_come_without_a_seed)
{
    uint32_t a = uc_entropy_u32();
    uint32_t b = uc_entropy_u32();
    uint32_t c = uc_entropy_u32();

    UC_EXPECT(a != b || b != c);
}

UC_TEST(d_seeds_itself_once_a_source_works)
{
    uint8_t out[32] = {0};
    static const uint8_t zero[32];

    uc_hosted_entropy_enable(true);
    UC_EXPECT_EQ(uc_entropy_get(out, sizeof out), 0);
    UC_EXPECT(!uc_test_same_memory(out, zero, sizeof out));
}

UC_TEST(e_seeds_itself_again_after_a_minute_and_after_a_mebibyte)
{
    static uint8_t big[1 << 20];

    uc_hosted_clock_simulate();
    UC_REQUIRE(uc_entropy_get(big, 1) == 0);
    int before = asked;
    UC_REQUIRE(uc_entropy_get(big, 1) == 0);
    UC_EXPECT_EQ(asked, before);
    uc_hosted_clock_advance(61 * UC_NSEC_PER_S);
    UC_REQUIRE(uc_entropy_get(big, 1) == 0);
    UC_EXPECT_EQ(asked, before + 1);
    UC_REQUIRE(uc_entropy_get(big, sizeof big) == 0);
    UC_REQUIRE(uc_entropy_get(big, 1) == 0);
    UC_EXPECT_EQ(asked, before + 2);
}

UC_TEST(f_a_seed_that_fails_later_leaves_the_generator_working)
{
    uint8_t out[8];

    uc_hosted_entropy_enable(false);
    uc_hosted_clock_advance(120 * UC_NSEC_PER_S);
    UC_EXPECT_EQ(uc_entropy_get(out, sizeof out), 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Callers of functions without a frame, in code that is made up. */
#include <string.h>

#include <uc/test.h>
#include <uc/tick.h>

#include "arch/x86_64/leaf.c"

/* The rest of the library is there, and does nothing. */
int uc_plat_tick_start(uc_nsec_t period,
                       uintptr_t (*tick)(const struct uc_tick_at *at))
{
    (void)period;
    (void)tick;
    return 0;
}

static uint8_t code[256];
static const struct profile_text text = {(uintptr_t)code,
                                         (uintptr_t)code + sizeof code};

static uintptr_t at(size_t offset)
{
    return (uintptr_t)code + offset;
}

/* Puts a call of (to) so that it returns to (from). */
static void put_call(size_t from, size_t to)
{
    const int32_t offset = (int32_t)to - (int32_t)from;

    code[from - 5] = 0xe8;
    memcpy(&code[from - 4], &offset, sizeof offset);
}

/* main at 0 calls work at 100, which calls leaf at 160. */
static void put_program(void)
{
    memset(code, 0x90, sizeof code);
    put_call(20, 100);
    put_call(120, 160);
}

UC_TEST(a_leaf_has_the_caller_that_its_return_address_says)
{
    const uintptr_t stack[] = {7, at(120), at(20)};

    put_program();
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 3, at(20), &text),
                 at(120));
    UC_EXPECT_EQ(profile_leaf_caller(at(160), stack + 1, 1, at(20), &text),
                 at(120));
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 0, at(20), &text), 0);
}

UC_TEST(what_was_called_before_is_no_caller)
{
    /* work runs, by a frame, and leaf has returned. */
    const uintptr_t stack[] = {at(120)};

    put_program();
    UC_EXPECT_EQ(profile_leaf_caller(at(130), stack, 1, at(20), &text), 0);
    /* leaf runs, with a frame of its own. */
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 1, at(120), &text), 0);
}

UC_TEST(what_is_not_certain_is_none)
{
    const uintptr_t stack[] = {at(0), at(4), at(255), at(300), 0, UINTPTR_MAX};

    put_program();
    /* Reached by a pointer. */
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 6, at(50), &text), 0);
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 6, at(20), &text), 0);
    UC_EXPECT_EQ(profile_leaf_caller(at(165), stack, 6, 0, &text), 0);
    UC_EXPECT_EQ(profile_leaf_caller(0, stack, 6, at(20), &text), 0);
    /* A call that leads out of the image. */
    put_call(200, 5000);
    const uintptr_t out[] = {at(200)};
    UC_EXPECT_EQ(profile_leaf_caller(at(165), out, 1, at(20), &text), 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../ring.h"

enum {
    LONG_BYTES = 5000, /* more than twice the ring */
};

static char text[LONG_BYTES];

static void make_text(void)
{
    for (unsigned i = 0; i < LONG_BYTES; i++) {
        text[i] = (char)('a' + i % 23);
    }
}

static void read_slowly(void)
{
    seen.sent++;
    drain(7);
}

static void read_nothing(void)
{
    seen.sent++;
    uc_hosted_clock_advance(UC_NSEC_PER_S);
}

UC_TEST(waits_while_the_ring_is_full_and_loses_nothing)
{
    static const uint32_t counters[] = {0, UINT32_MAX - 3000};

    make_text();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(counters); i++) {
        plug(read_slowly, counters[i]);
        console()->write(text, LONG_BYTES);
        drain(SIZE_MAX);
        UC_REQUIRE(seen.n == LONG_BYTES);
        UC_EXPECT_MEM(seen.text, text, LONG_BYTES);
    }
}

UC_TEST(gives_up_once_where_nobody_reads_and_goes_on_when_one_does)
{
    make_text();
    plug(read_nothing, 0);
    console()->write(text, LONG_BYTES);
    UC_EXPECT_EQ(ring->out_prod, sizeof ring->out);
    UC_EXPECT_GE(seen.sent, 30u);
    seen.sent = 0;
    console()->write(text, 100);
    UC_EXPECT_EQ(seen.sent, 0u);
    drain(50);
    console()->write(text, 30);
    drain(SIZE_MAX);
    UC_EXPECT_EQ(seen.n, sizeof ring->out + 30);
    plug(read_slowly, 0);
    console()->write(text, LONG_BYTES);
    drain(SIZE_MAX);
    UC_EXPECT_EQ(seen.n, (size_t)LONG_BYTES);
}

UC_TEST(reads_what_was_typed_over_the_end_of_the_ring)
{
    char buf[16];

    plug(NULL, UINT32_MAX - 2);
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), 0u);
    type("typed", 6);
    UC_EXPECT_EQ(console()->read(buf, 2), 2u);
    UC_EXPECT_EQ(console()->read(buf + 2, sizeof buf - 2), 4u);
    UC_EXPECT_STR(buf, "typed");
    UC_EXPECT_EQ(ring->in_cons, ring->in_prod);
}

static void expect_read(const char *bytes, size_t len)
{
    char buf[16];

    UC_REQUIRE(console()->read(buf, sizeof buf) == len);
    UC_EXPECT_MEM(buf, bytes, len);
    UC_EXPECT_EQ(ring->in_cons, ring->in_prod);
}

UC_TEST(takes_a_byte_behind_ctrl_v_for_what_it_is)
{
    plug(NULL, 0);
    type("a\x16\x04"
         "b\x16\x16"
         "c\x16z",
         9);
    expect_read("a\x04"
                "b\x16"
                "cz",
                6);
}

UC_TEST(waits_for_the_byte_that_ctrl_v_is_about)
{
    plug(NULL, 0);
    type("a\x16", 2);
    expect_read("a", 1);
    expect_read("", 0);
    type("\x04!", 2);
    expect_read("\x04!", 2);
}

UC_TEST(leaves_counters_alone_that_make_no_sense)
{
    char buf[16];

    plug(NULL, 0);
    ring->in_prod = sizeof ring->in + 1;
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), 0u);
    ring->out_cons = 1;
    console()->write("x", 1);
    UC_EXPECT_EQ(ring->out_prod, 0u);
    ring->out_cons = 0;
    console()->write("x", 1);
    UC_EXPECT_EQ(ring->out_prod, 1u);
}

UC_TEST(is_silent_where_there_is_no_console)
{
    char buf[16];

    uc_hosted_xen_console(NULL, NULL);
    console()->write("x", 1);
    UC_EXPECT_EQ(console()->read(buf, sizeof buf), 0u);
}

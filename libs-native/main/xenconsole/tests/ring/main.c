/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/hosted.h>
#include <uc/plat.h>

#include "../toolstack.h"

static unsigned notified;

static void count(void *arg)
{
    (void)arg;
    notified++;
}

UC_TEST(reads_what_was_typed_and_says_so)
{
    struct uc_xen_channel channel;
    char buf[4];

    (void)uc_xen_console_channel(&channel);
    uc_hosted_clock_simulate();
    uc_hosted_xen_serve(channel.port, count, NULL);
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), 0u);
    type("one\ntwo\n", 8);
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), sizeof buf);
    UC_EXPECT_MEM(buf, "one\n", sizeof buf);
    expect_read("two\n", 4);
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), 0u);
    uc_hosted_clock_advance(UC_NSEC_PER_MS);
    uc_plat_poll();
    UC_EXPECT_EQ(notified, 1u);
    uc_hosted_xen_serve(channel.port, NULL, NULL);
}

UC_TEST(reads_on_where_the_counters_wrap)
{
    char all[sizeof ring()->in];

    for (size_t i = 0; i < sizeof all; i++) {
        all[i] = (char)('a' + i % 26);
    }
    ring()->in_cons = ring()->in_prod = UINT32_MAX - 5;
    type(all, sizeof all);
    expect_read(all, sizeof all);
    UC_EXPECT_EQ(ring()->in_cons, (uint32_t)(sizeof all - 6));
}

UC_TEST(takes_a_byte_behind_ctrl_v_for_what_it_is)
{
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
    char buf[4];

    type("a\x16", 2);
    expect_read("a", 1);
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), 0u);
    type("\x04!", 2);
    expect_read("\x04!", 2);
}

UC_TEST(believes_no_counters_that_cannot_be)
{
    char buf[4];

    ring()->in_prod = ring()->in_cons + sizeof ring()->in + 1;
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), 0u);
    ring()->in_prod = ring()->in_cons - 1;
    UC_EXPECT_EQ(uc_console_read(buf, sizeof buf), 0u);
    ring()->in_prod = ring()->in_cons;
}

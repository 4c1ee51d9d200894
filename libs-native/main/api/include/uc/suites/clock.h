/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_CLOCK_H
#define UC_SUITES_CLOCK_H

/*
 * Conformance suite of the clocks of contract "plat": included by one file of a
 * test program. Says nothing of how fast time passes: that no test can know.
 */
#include <uc/plat.h>
#include <uc/test.h>

UC_TEST(clock_monotonic_never_goes_backwards)
{
    uc_nsec_t last = uc_plat_clock_monotonic();

    for (unsigned i = 0; i < 100000; i++) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        UC_REQUIRE(now >= last);
        last = now;
    }
}

UC_TEST(clock_monotonic_goes_on)
{
    uc_nsec_t start = uc_plat_clock_monotonic();
    uint64_t looks = 0;

    /* Ends at once with a clock; without one the test is what hangs. */
    while (uc_plat_clock_monotonic() < start + 100 * UC_NSEC_PER_US) {
        looks++;
    }
    UC_EXPECT_GT(uc_plat_clock_monotonic(), start);
    (void)looks;
}

/* Boot is not longer ago than a day in any test. */
UC_TEST(clock_monotonic_counts_from_boot)
{
    UC_EXPECT_LT(uc_plat_clock_monotonic(), 86400 * UC_NSEC_PER_S);
}

UC_TEST(clock_wall_is_unknown_or_plausible)
{
    uc_nsec_t now = uc_plat_clock_wall();

    if (now == 0) {
        uc_test_skip("the platform does not know the date");
        return;
    }
    /* 2020-01-01 and 2100-01-01, in seconds. */
    UC_EXPECT_GT(now / UC_NSEC_PER_S, 1577836800u);
    UC_EXPECT_LT(now / UC_NSEC_PER_S, 4102444800u);
}

UC_TEST(clock_idle_returns_at_its_deadline_and_not_before)
{
    unsigned long state = uc_plat_irq_save();
    uc_nsec_t deadline = uc_plat_clock_monotonic() + 2 * UC_NSEC_PER_MS;
    unsigned turns = 0;

    /* Other interrupts may end it early: then the caller idles again. */
    while (uc_plat_clock_monotonic() < deadline && turns < 1000000) {
        uc_plat_idle(deadline);
        turns++;
    }
    uc_plat_idle(0); /* one that is over */
    uc_plat_irq_restore(state);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), deadline);
    UC_EXPECT_LT(turns, 1000000u);
}

#endif /* UC_SUITES_CLOCK_H */

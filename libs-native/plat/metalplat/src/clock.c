/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/compiler.h>
#include <uc/pc/acpi.h>
#include <uc/pc/clock.h>
#include <uc/plat/clock.h>

/* Set up at the first look at a clock: an image that never asks never pays. */
static void start(void)
{
    static bool started;

    if (UC_LIKELY(started)) {
        return;
    }
    started = true;
    const struct uc_pc_counter *hpet = uc_pc_hpet();
    uc_pc_tsc_clock_start(hpet != NULL ? hpet : &uc_pc_pit);
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    start();
    return uc_pc_tsc_clock_read();
}

uint64_t uc_pc_clock_tick(void)
{
    start();
    return uc_pc_tsc_clock_tick();
}

uc_nsec_t uc_plat_clock_wall(void)
{
    static bool known;
    static uc_nsec_t at_boot; /* 0: nobody knows */
    uc_nsec_t now = uc_plat_clock_monotonic();

    if (!known) {
        uint64_t seconds = uc_pc_rtc_read();
        at_boot = seconds == 0 ? 0 : seconds * UC_NSEC_PER_S - now;
        known = true;
    }
    return at_boot == 0 ? 0 : at_boot + now;
}

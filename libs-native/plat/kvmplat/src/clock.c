/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/compiler.h>
#include <uc/plat/clock.h>

#include "clock.h"

static enum {
    UNKNOWN,
    PVCLOCK,
    TSC
} source;

void kvmplat_clock_look(void)
{
    if (source == UNKNOWN && !kvmplat_pvclock_start()) {
        uc_pc_tsc_clock_look(&uc_pc_pit);
    }
}

/* Chosen at the first look at a clock: an image that never asks never pays. */
static void choose(void)
{
    if (kvmplat_pvclock_start()) {
        source = PVCLOCK;
    } else {
        uc_pc_tsc_clock_start(&uc_pc_pit);
        source = TSC;
    }
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    if (UC_UNLIKELY(source == UNKNOWN)) {
        choose();
    }
    return source == PVCLOCK ? kvmplat_pvclock_read() : uc_pc_tsc_clock_read();
}

uint64_t uc_pc_clock_tick(void)
{
    if (UC_UNLIKELY(source == UNKNOWN)) {
        choose();
    }
    return source == PVCLOCK ? kvmplat_pvclock_tick() : uc_pc_tsc_clock_tick();
}

uc_nsec_t uc_plat_clock_wall(void)
{
    static bool known;
    static uc_nsec_t at_boot; /* 0: nobody knows */
    uc_nsec_t now = uc_plat_clock_monotonic();

    if (!known) {
        if (source == PVCLOCK) {
            at_boot = kvmplat_pvclock_wall_base();
        } else {
            uint64_t seconds = uc_pc_rtc_read();
            at_boot = seconds == 0 ? 0 : seconds * UC_NSEC_PER_S - now;
        }
        known = true;
    }
    return at_boot == 0 ? 0 : at_boot + now;
}

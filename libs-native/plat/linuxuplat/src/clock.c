/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/clock.h>

#include "internal.h"

enum {
    CLOCK_REALTIME = 0,
    CLOCK_MONOTONIC = 1,
};

static struct {
    linuxuplat_gettime gettime; /* of the vDSO: no system call */
    uc_nsec_t start;
} state;

static uc_nsec_t read_clock(int clock)
{
    struct linuxuplat_timespec now = {0, 0};

    if (state.gettime == NULL || state.gettime(clock, &now) != 0) {
        const long args[6] = {clock, (long)&now};
        (void)uc_linux_call(UC_LINUX_CLOCK_GETTIME, args);
    }
    return (uc_nsec_t)now.s * UC_NSEC_PER_S + (uc_nsec_t)now.ns;
}

void linuxuplat_clock_init(void)
{
    state.gettime = linuxuplat_vdso_gettime(linuxuplat_start_info.vdso);
    state.start = read_clock(CLOCK_MONOTONIC);
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC) - state.start;
}

uc_nsec_t uc_plat_clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/plat/clock.h>

#include "clock.h"
#include "internal.h"

/* System time, which counts from the start of the host, at our start. */
static uc_nsec_t start;
/*
 * What the date was at the start by what it was before a suspension, for as
 * long as Xen does not know it.
 */
static uc_nsec_t wall_at_start;

static uc_nsec_t system_time(void)
{
    return uc_x86_pvclock_read(&xenplat_shared_info.vcpu[0].time);
}

void xenplat_clock_start(void)
{
    start = system_time();
}

void xenplat_clock_resume(uc_nsec_t now, uc_nsec_t wall)
{
    wall_at_start = wall - now;
    start = system_time() - now;
}

uc_nsec_t xenplat_clock_system(uc_nsec_t instant)
{
    return start + instant;
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    return system_time() - start;
}

uc_nsec_t uc_plat_clock_wall(void)
{
    const volatile struct xen_shared_info *info = &xenplat_shared_info;

    for (;;) {
        uint32_t version = info->wall_version;
        uc_barrier();
        uint64_t seconds =
            (uint64_t)info->wall_seconds_high << 32 | info->wall_seconds;
        uint64_t ns = info->wall_ns;
        uc_barrier();
        if ((version & 1) == 0 && version == info->wall_version) {
            if (seconds == 0) {
                return wall_at_start == 0
                           ? 0
                           : wall_at_start + uc_plat_clock_monotonic();
            }
            return seconds * UC_NSEC_PER_S + ns + system_time();
        }
        uc_cpu_relax();
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pages.h>
#include <uc/plat/clock.h>

enum {
    NS_PER_S = 1000000000,
};

/* struct sysinfo. Spec: Linux, include/uapi/linux/sysinfo.h. */
struct info {
    long uptime;
    unsigned long loads[3];
    unsigned long total_ram;
    unsigned long free_ram;
    unsigned long shared_ram;
    unsigned long buffer_ram;
    unsigned long total_swap;
    unsigned long free_swap;
    uint16_t processes;
    uint16_t pad;
    unsigned long total_high;
    unsigned long free_high;
    uint32_t unit_bytes;
};

long uc_sys_sysinfo(struct info *out);

long uc_sys_sysinfo(struct info *out)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    *out = (struct info){
        .uptime = (long)(uc_plat_clock_monotonic() / NS_PER_S),
        .total_ram = stats.total_pages,
        .free_ram = stats.free_pages,
        .processes = 1,
        .unit_bytes = UC_PAGE_SIZE,
    };
    return 0;
}

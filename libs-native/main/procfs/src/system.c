/* SPDX-License-Identifier: BSD-3-Clause */
/* Of the whole system. Spec: Linux, proc(5). */
#include <uc/pages.h>
#include <uc/plat/clock.h>

#include "internal.h"

enum {
    NS_PER_S = 1000000000,
    NS_PER_HUNDREDTH = NS_PER_S / 100,
};

static void print_kib(struct procfs_text *text, const char *name, size_t pages)
{
    procfs_print(text, name);
    procfs_padded(text, (uint64_t)pages * (UC_PAGE_SIZE / 1024), 8);
    procfs_print(text, " kB\n");
}

static void meminfo(struct procfs_text *text)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    print_kib(text, "MemTotal:       ", stats.total_pages);
    print_kib(text, "MemFree:        ", stats.free_pages);
    print_kib(text, "MemAvailable:   ", stats.free_pages);
}

/* Nobody counts for how long the CPU was idle. */
static void uptime(struct procfs_text *text)
{
    const uint64_t hundredths = uc_plat_clock_monotonic() / NS_PER_HUNDREDTH;

    procfs_number(text, hundredths / 100);
    procfs_print(text, hundredths % 100 < 10 ? ".0" : ".");
    procfs_number(text, hundredths % 100);
    procfs_print(text, " 0.00\n");
}

static void stat(struct procfs_text *text)
{
    const struct uc_fs_time now = uc_fs_now();
    const uint64_t up = uc_plat_clock_monotonic() / NS_PER_S;

    if (now.seconds > 0 && (uint64_t)now.seconds >= up) {
        procfs_print(text, "btime ");
        procfs_number(text, (uint64_t)now.seconds - up);
        procfs_print(text, "\n");
    }
    procfs_print(text, "processes 1\nprocs_running 1\nprocs_blocked 0\n");
}

/* Linux' mode 2: no memory is promised that is not there. */
static void overcommit_memory(struct procfs_text *text)
{
    procfs_print(text, "2\n");
}

PROCFS_FILE(meminfo, PROCFS_ROOT, "meminfo", meminfo);
PROCFS_FILE(system_stat, PROCFS_ROOT, "stat", stat);
PROCFS_FILE(uptime, PROCFS_ROOT, "uptime", uptime);
PROCFS_DIRECTORY(sys, PROCFS_ROOT, "sys", PROCFS_SYS);
PROCFS_DIRECTORY(sys_vm, PROCFS_SYS, "vm", PROCFS_SYS_VM);
PROCFS_FILE(overcommit, PROCFS_SYS_VM, "overcommit_memory", overcommit_memory);

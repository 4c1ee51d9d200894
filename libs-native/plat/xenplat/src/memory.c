/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/memory.h>

#include "internal.h"

void xenplat_map_ram(void)
{
    static bool mapped;

    if (mapped) {
        return;
    }
    mapped = true;
    if (xenplat_is_pv()) {
        xenplat_pv_map_ram();
    } else {
        xenplat_pvh_map_ram();
    }
}

/* All that is taken lies at the start of the first region. */
int uc_plat_memory_region(unsigned index, struct uc_plat_memory *out)
{
    xenplat_map_ram();
    for (unsigned i = 0; i < xenplat_boot.ram_n; i++) {
        struct xenplat_range free = xenplat_boot.ram[i];
        if (free.base < xenplat_boot.taken_end) {
            free.base = xenplat_boot.taken_end;
        }
        if (free.base < free.end && index-- == 0) {
            out->base = xenplat_virtual(free.base);
            out->bytes = free.end - free.base;
            return 0;
        }
    }
    return -UC_ENOENT;
}

int uc_plat_memory_guard(void *page, bool guarded)
{
    return xenplat_is_pv() ? xenplat_pv_guard(page, guarded)
                           : xenplat_pvh_guard(page, guarded);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/boot.h>
#include <uc/relocate.h>

#include "clock.h"
#include "internal.h"

struct xenplat_boot xenplat_boot;
uint8_t xenplat_mode;

volatile struct xen_shared_info xenplat_shared_info XENPLAT_PAGES(shared);

void xenplat_relocate(void)
{
    uintptr_t start = (uintptr_t)__xenplat_start;

    uc_relocate(start, start, __xenplat_relr_start, __xenplat_relr_end);
}

void xenplat_start(void)
{
    xenplat_clock_start();
    /* Quirk: Xen gives a guest the x87 as a reset leaves it. */
    uc_x86_x87_init();
    uc_boot();
}

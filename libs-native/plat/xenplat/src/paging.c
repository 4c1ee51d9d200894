/* SPDX-License-Identifier: BSD-3-Clause */
/* The addresses that are left to programs: the lower half. */
#include <uc/aspace.h>
#include <uc/plat/paging.h>

#include "internal.h"

/* Nothing is ever mapped near NULL. */
#define LOWEST         UINT64_C(0x10000)
#define LOWER_HALF_END (UINT64_C(1) << 47)

int uc_plat_paging_range(uintptr_t *start, uintptr_t *end)
{
    *start = LOWEST;
    *end = LOWER_HALF_END - UC_PAGE_SIZE;
    return 0;
}

/*
 * Xen puts the exceptions of a PV guest on the stack that it runs on, which has
 * to be there, and into the red zone of foreign code.
 */
bool uc_plat_paging_on_demand(void)
{
    return !xenplat_is_pv();
}

int uc_plat_paging_map(uintptr_t at, void *page, bool writable)
{
    const uint64_t flags = writable ? UC_X86_MAP_RW : UC_X86_MAP_R;

    return xenplat_is_pv() ? xenplat_pv_show(at, page, flags)
                           : xenplat_pvh_show(at, page, flags);
}

void uc_plat_paging_unmap(uintptr_t at)
{
    if (xenplat_is_pv()) {
        xenplat_pv_hide(at);
    } else {
        xenplat_pvh_hide(at);
    }
}

const void *xenplat_linear(const void *mem)
{
    const void *page =
        (uintptr_t)mem < LOWER_HALF_END ? uc_aspace_page(mem) : NULL;

    return page == NULL ? mem : page;
}

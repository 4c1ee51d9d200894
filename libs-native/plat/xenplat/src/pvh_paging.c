/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/errors.h>

#include "internal.h"

int xenplat_pvh_show(uintptr_t at, void *page, uint64_t flags)
{
    uint64_t *entry = uc_x86_page_entry(&xenplat_pvh_paging, at, true);

    if (entry == NULL) {
        return -UC_ENOMEM;
    }
    *entry = xenplat_physical(page) | flags;
    uc_x86_invlpg((void *)at);
    return 0;
}

void xenplat_pvh_hide(uintptr_t at)
{
    uint64_t *entry = uc_x86_page_entry(&xenplat_pvh_paging, at, false);

    if (entry != NULL) {
        *entry = 0;
        uc_x86_invlpg((void *)at);
    }
}

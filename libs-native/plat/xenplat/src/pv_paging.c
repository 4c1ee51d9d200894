/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/pages.h>

#include "internal.h"

/* All tables above the entry of (at): with (make), or whether they exist. */
static bool has_tables(uintptr_t at, bool make)
{
    for (unsigned shift = UC_X86_PML4_SHIFT; shift > UC_X86_PT_SHIFT;
         shift -= 9) {
        uint64_t *entry = xenplat_pv_entry(at, shift);
        if ((*entry & UC_X86_PTE_P) != 0) {
            continue;
        }
        uint64_t *table = make ? uc_pages_alloc(1) : NULL;
        if (table == NULL) {
            return false;
        }
        for (unsigned i = 0; i < UC_X86_TABLE_ENTRIES; i++) {
            table[i] = 0;
        }
        xenplat_pv_give_table(entry, table);
    }
    return true;
}

int xenplat_pv_show(uintptr_t at, void *page, uint64_t flags)
{
    return has_tables(at, true)
               ? xenplat_pv_map_page((void *)at, xenplat_frame(page), flags)
               : -UC_ENOMEM;
}

void xenplat_pv_hide(uintptr_t at)
{
    if (has_tables(at, false)) {
        (void)xenplat_pv_map_page((void *)at, 0, 0);
    }
}

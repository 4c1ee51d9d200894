/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>

#include "internal.h"

uint64_t uc_pc_pml4[UC_X86_TABLE_ENTRIES] UC_PC_PAGES(pml4);
uint64_t kvmplat_pdpt[UC_X86_TABLE_ENTRIES] UC_PC_PAGES(pdpt);
uint64_t kvmplat_pd[UC_X86_TABLE_ENTRIES] UC_PC_PAGES(pd);

static void map_pages(uc_paddr_t base, uc_paddr_t end, uint64_t flags)
{
    for (uint64_t *pte = &__kvmplat_pt[base >> UC_X86_PT_SHIFT]; base < end;
         base += UC_PAGE_SIZE) {
        *pte++ = base | flags;
    }
}

/*
 * Replaces the start's large pages by small ones with the rights that each part
 * of the image needs, and takes away the map at 0. A stack that overflows meets
 * the read-only part below it: no page is spent on a guard.
 */
void kvmplat_protect(void)
{
    uc_paddr_t tables_reach =
        ((uint64_t)(__kvmplat_pt_end - (const char *)__kvmplat_pt) /
         sizeof(uint64_t))
        << UC_X86_PT_SHIFT;
    const struct uc_pc_range *line =
        &uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE];
    uc_paddr_t pt = uc_pc_physical(__kvmplat_pt);

    map_pages(KVMPLAT_LOAD, uc_pc_physical(__kvmplat_text_end), UC_X86_MAP_RX);
    map_pages(uc_pc_physical(__kvmplat_text_end),
              uc_pc_physical(__kvmplat_rodata_end), UC_X86_MAP_R);
    map_pages(uc_pc_physical(__kvmplat_rodata_end),
              uc_pc_physical(__kvmplat_end), UC_X86_MAP_RW);
    if (line->base < tables_reach) {
        map_pages(line->base,
                  line->end < tables_reach ? line->end : tables_reach,
                  UC_X86_MAP_RW);
    }
    for (uc_paddr_t at = 0; at < tables_reach; at += 0x200000) {
        kvmplat_pd[at >> UC_X86_PD_SHIFT] = pt | UC_X86_TABLE;
        pt += UC_PAGE_SIZE;
    }
    if (UC_PC_BASE != 0) {
        uc_pc_pml4[0] = 0;
    }
    uc_x86_cr3_write(uc_pc_physical(uc_pc_pml4));
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/paging.h>

uint64_t *uc_x86_page_entry(const struct uc_x86_paging *paging, uintptr_t va,
                            bool make)
{
    uint64_t *table = paging->pml4;

    for (unsigned shift = UC_X86_PML4_SHIFT;; shift -= 9) {
        uint64_t *entry = &table[va >> shift & (UC_X86_TABLE_ENTRIES - 1)];
        if (shift == UC_X86_PT_SHIFT) {
            return entry;
        }
        if ((*entry & UC_X86_PTE_P) == 0) {
            uc_paddr_t pa;
            if (!make || paging->new_table(&pa) == NULL) {
                return NULL;
            }
            *entry = pa | UC_X86_TABLE;
        }
        table = (uint64_t *)((*entry & UC_X86_PTE_ADDR) + paging->tables_at);
    }
}

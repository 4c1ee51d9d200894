/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>

#include "internal.h"

uint64_t uc_pc_pml4[UC_X86_TABLE_ENTRIES] UC_PC_PAGES(pml4);
/* Where firmware switched tables of five levels on, which stays. */
static uint64_t pml5[UC_X86_TABLE_ENTRIES] UC_PC_PAGES(pml5);

static uintptr_t tables_used;

/* While virtual addresses are physical ones. */
static uint64_t *new_table(uc_paddr_t *pa)
{
    uintptr_t at = (uintptr_t)__metalplat_tables + tables_used;

    if (at >= (uintptr_t)__metalplat_tables_end) {
        return NULL;
    }
    tables_used += UC_PAGE_SIZE;
    *pa = at;
    return (uint64_t *)at;
}

static void map(const char *base, const char *end, uintptr_t offset,
                uint64_t flags)
{
    uint64_t *pml4 = uc_pc_pml4;
    uint64_t *(*make)(uc_paddr_t *pa) = new_table;

    /* Else compilers copy both from a constant, which is relocated already. */
    __asm__("" : "+r"(pml4), "+r"(make));
    struct uc_x86_paging paging = {.pml4 = pml4, .new_table = make};
    uintptr_t pa = (uintptr_t)base;

    /* As many tables as the linker script reserves always suffice. */
    uc_x86_map(&paging, pa + offset, pa, (uintptr_t)end - pa, flags);
}

uc_paddr_t metalplat_make_tables(bool five_levels)
{
    /* Where the switch itself runs, until it has jumped. */
    map(__metalplat_start, __metalplat_text_end, 0, UC_X86_MAP_RX);
    map(__metalplat_start, __metalplat_start + UC_PAGE_SIZE, UC_PC_BASE,
        UC_X86_MAP_R);
    map(__metalplat_start + UC_PAGE_SIZE, __metalplat_text_end, UC_PC_BASE,
        UC_X86_MAP_RX);
    map(__metalplat_text_end, __metalplat_rodata_end, UC_PC_BASE, UC_X86_MAP_R);
    map(__metalplat_rodata_end, __metalplat_guard, UC_PC_BASE, UC_X86_MAP_RW);
    map(__metalplat_guard, __metalplat_guard + UC_PAGE_SIZE, UC_PC_BASE,
        UC_X86_MAP_GUARD);
    map(__metalplat_guard + UC_PAGE_SIZE, __metalplat_end, UC_PC_BASE,
        UC_X86_MAP_RW);
    if (!five_levels) {
        return (uintptr_t)uc_pc_pml4;
    }
    pml5[0] = (uintptr_t)uc_pc_pml4 | UC_X86_TABLE;
    pml5[UC_X86_TABLE_ENTRIES - 1] = (uintptr_t)uc_pc_pml4 | UC_X86_TABLE;
    return (uintptr_t)pml5;
}

void metalplat_drop_start(void)
{
    if (UC_PC_BASE != 0) {
        uc_pc_pml4[0] = 0;
        pml5[0] = 0;
    }
    uc_x86_cr3_write(uc_x86_cr3_read());
}

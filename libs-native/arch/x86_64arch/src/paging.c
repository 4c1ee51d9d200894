/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/paging.h>
#include <uc/errors.h>

/* The table below entry (*entry), made where there is none. */
static uint64_t *table_below(const struct uc_x86_paging *paging,
                             uint64_t *entry)
{
    if ((*entry & UC_X86_PTE_P) == 0) {
        uc_paddr_t pa;
        uint64_t *table = paging->new_table(&pa);
        if (table != NULL) {
            *entry = pa | UC_X86_TABLE;
        }
        return table;
    }
    return (uint64_t *)((*entry & UC_X86_PTE_ADDR) + paging->tables_at);
}

/*
 * Finds the entry for (va): at the level of the largest page that fits, or
 * lower where a table stands already. (*shift) tells the level.
 */
static uint64_t *find_entry(const struct uc_x86_paging *paging, uintptr_t va,
                            unsigned largest, unsigned *shift)
{
    uint64_t *table = paging->pml4;

    for (unsigned level = UC_X86_PML4_SHIFT;; level -= 9) {
        uint64_t *entry = &table[va >> level & (UC_X86_TABLE_ENTRIES - 1)];
        bool present = (*entry & UC_X86_PTE_P) != 0;
        bool leaf = level == UC_X86_PT_SHIFT || (*entry & UC_X86_PTE_PS) != 0;
        if ((present && leaf) || (!present && level <= largest)) {
            *shift = level;
            return entry;
        }
        table = table_below(paging, entry);
        if (table == NULL) {
            return NULL;
        }
    }
}

static unsigned largest_page(const struct uc_x86_paging *paging,
                             uint64_t address_bits, uint64_t bytes)
{
    for (unsigned shift = paging->pages_1gib ? UC_X86_PDPT_SHIFT
                                             : UC_X86_PD_SHIFT;
         shift > UC_X86_PT_SHIFT; shift -= 9) {
        uint64_t size = UINT64_C(1) << shift;
        if (bytes >= size && (address_bits & (size - 1)) == 0) {
            return shift;
        }
    }
    return UC_X86_PT_SHIFT;
}

int uc_x86_map(const struct uc_x86_paging *paging, uintptr_t va, uc_paddr_t pa,
               uint64_t bytes, uint64_t flags)
{
    while (bytes > 0) {
        unsigned shift;
        uint64_t *entry = find_entry(
            paging, va, largest_page(paging, va | pa, bytes), &shift);
        if (entry == NULL) {
            return -UC_ENOMEM;
        }
        uint64_t size = UINT64_C(1) << shift;
        uint64_t big = shift > UC_X86_PT_SHIFT ? UC_X86_PTE_PS : 0;
        /* Neighbours lie in the same table: no need to walk for each. */
        do {
            if (*entry == 0) {
                *entry = pa | flags | big;
            }
            uint64_t step = size - (va & (size - 1));
            step = step < bytes ? step : bytes;
            va += step;
            pa += step;
            bytes -= step;
            entry++;
        } while (bytes >= size && (va & (size - 1)) == 0 &&
                 ((uintptr_t)entry & (UC_PAGE_SIZE - 1)) != 0 &&
                 (*entry == 0 || shift == UC_X86_PT_SHIFT));
    }
    return 0;
}

/* Replaces the large page at (*entry), of (shift), by a table of smaller. */
static int split(const struct uc_x86_paging *paging, uint64_t *entry,
                 unsigned shift)
{
    uc_paddr_t pa;
    uint64_t *table = paging->new_table(&pa);
    if (table == NULL) {
        return -UC_ENOMEM;
    }
    uint64_t piece = *entry;
    if (shift - 9 == UC_X86_PT_SHIFT) {
        piece &= ~(uint64_t)UC_X86_PTE_PS;
    }
    for (unsigned i = 0; i < UC_X86_TABLE_ENTRIES; i++) {
        table[i] = piece;
        piece += UINT64_C(1) << (shift - 9);
    }
    *entry = pa | UC_X86_TABLE;
    return 0;
}

int uc_x86_set_present(const struct uc_x86_paging *paging, uintptr_t va,
                       bool present)
{
    uint64_t *table = paging->pml4;

    for (unsigned shift = UC_X86_PML4_SHIFT;; shift -= 9) {
        uint64_t *entry = &table[va >> shift & (UC_X86_TABLE_ENTRIES - 1)];
        if (shift == UC_X86_PT_SHIFT) {
            *entry = present ? *entry | UC_X86_PTE_P
                             : *entry & ~(uint64_t)UC_X86_PTE_P;
            return 0;
        }
        if ((*entry & UC_X86_PTE_P) == 0) {
            return -UC_EFAULT;
        }
        if ((*entry & UC_X86_PTE_PS) != 0 && split(paging, entry, shift) < 0) {
            return -UC_ENOMEM;
        }
        table = table_below(paging, entry);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_PAGING_H
#define UC_ARCH_X86_64_PAGING_H

/* Page tables of four levels. Spec: Intel SDM volume 3, 4.5. */
#define UC_X86_PTE_P   0x001 /* present */
#define UC_X86_PTE_W   0x002 /* writable */
#define UC_X86_PTE_U   0x004 /* ring 3 may use it */
#define UC_X86_PTE_PWT 0x008
#define UC_X86_PTE_PCD                                                         \
    0x010                   /* with PWT: uncached, by the reset value of PAT   \
                             */
#define UC_X86_PTE_A  0x020 /* accessed */
#define UC_X86_PTE_D  0x040 /* dirty */
#define UC_X86_PTE_PS 0x080 /* a page of 2 MiB or 1 GiB, not a table */
#define UC_X86_PTE_G  0x100 /* survives a load of CR3 */

/* An entry that leads to a table. */
#define UC_X86_TABLE (UC_X86_PTE_P | UC_X86_PTE_W | UC_X86_PTE_A)

#define UC_X86_TABLE_ENTRIES 512

/* Bits of an address that choose the entry: PT, PD, PDPT, PML4. */
#define UC_X86_PT_SHIFT   12
#define UC_X86_PD_SHIFT   21
#define UC_X86_PDPT_SHIFT 30
#define UC_X86_PML4_SHIFT 39

#ifndef __ASSEMBLER__
#include <uc/types.h>

#define UC_X86_PTE_NX   (UINT64_C(1) << 63)
#define UC_X86_PTE_ADDR UINT64_C(0x000ffffffffff000)

/*
 * What a mapping is for. Accessed and dirty are set ahead, so that the CPU
 * never has to write the entry.
 */
#define UC_X86_MAP_RX (UC_X86_PTE_P | UC_X86_PTE_A)
#define UC_X86_MAP_R  (UC_X86_PTE_P | UC_X86_PTE_A | UC_X86_PTE_NX)
#define UC_X86_MAP_RW                                                          \
    (UC_X86_PTE_P | UC_X86_PTE_W | UC_X86_PTE_A | UC_X86_PTE_D | UC_X86_PTE_NX)
#define UC_X86_MAP_MMIO  (UC_X86_MAP_RW | UC_X86_PTE_PWT | UC_X86_PTE_PCD)
#define UC_X86_MAP_GUARD (UC_X86_MAP_RW & ~(uint64_t)UC_X86_PTE_P)

/* A tree of page tables under construction. */
struct uc_x86_paging {
    uint64_t *pml4;
    /* A zeroed table, its physical address in (*pa); NULL where none is left.
     */
    uint64_t *(*new_table)(uc_paddr_t *pa);
    /* Where the tables can be read and written: physical address + this. */
    uintptr_t tables_at;
    bool pages_1gib; /* the CPU knows pages of 1 GiB */
};

/*
 * Maps [(va), (va) + (bytes)) to (pa) with (flags), in the largest pages that
 * fit; what is mapped or guarded already stays as it is. All page-aligned.
 *
 * Errors: -UC_ENOMEM (no table left; what was mapped stays).
 * Context: boot.
 */
int uc_x86_map(const struct uc_x86_paging *paging, uintptr_t va, uc_paddr_t pa,
               uint64_t bytes, uint64_t flags);

/*
 * Makes the page of 4 KiB at (va), which has been mapped, fault at every
 * access, or not. A large page around it is split; the rest of it stays. The
 * caller flushes the TLB for (va).
 *
 * Errors: -UC_ENOMEM (no table left), -UC_EFAULT (never mapped).
 */
int uc_x86_set_present(const struct uc_x86_paging *paging, uintptr_t va,
                       bool present);

/*
 * The entry of the page of 4 KiB at (va), where no large page is; tables above
 * it are made with (make). NULL where there are none, or none is left. The
 * caller flushes the TLB. Context: any that new_table serves.
 */
uint64_t *uc_x86_page_entry(const struct uc_x86_paging *paging, uintptr_t va,
                            bool make);
#endif /* __ASSEMBLER__ */

#endif /* UC_ARCH_X86_64_PAGING_H */

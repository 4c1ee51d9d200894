/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PV guest's page tables hold machine addresses, are read-only to it, and
 * change by hypercalls, which check every entry. The domain builder made those
 * for the image and at least half a MiB behind what it put there.
 */
#include <uc/assert.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    BATCH = 32,
};

#define TABLE_FLAGS (UC_X86_TABLE | UC_X86_PTE_U | UC_X86_PTE_D)
#define TABLE_REACH (UINT64_C(1) << UC_X86_PD_SHIFT)

static uint64_t *table_below(uint64_t entry)
{
    const uint64_t *pfns = (const uint64_t *)XENPLAT_M2P;
    uint64_t pfn = pfns[(entry & UC_X86_PTE_ADDR) >> UC_X86_PT_SHIFT];
    return xenplat_virtual(pfn << UC_PAGE_SHIFT);
}

uint64_t *xenplat_pv_entry(uintptr_t va, unsigned level)
{
    uint64_t *table = xenplat_boot.root;

    for (unsigned shift = UC_X86_PML4_SHIFT;; shift -= 9) {
        uint64_t *entry = &table[va >> shift & (UC_X86_TABLE_ENTRIES - 1)];
        if (shift == level) {
            return entry;
        }
        table = table_below(*entry);
    }
}

static struct xen_mmu_update update_of(const uint64_t *entry, uint64_t value)
{
    uint64_t table = xenplat_frame(entry) << UC_PAGE_SHIFT;
    return (struct xen_mmu_update){
        table | ((uintptr_t)entry & (UC_PAGE_SIZE - 1)), value};
}

static void apply(const struct xen_mmu_update *updates, unsigned n)
{
    if (n > 0 && xenplat_hypercall((uintptr_t)updates, n, 0, XEN_DOMID_SELF,
                                   XEN_MMU_UPDATE) < 0) {
        uc_panic("xen: page tables refused");
    }
}

static uint64_t pte_of(uint64_t pfn, uint64_t flags)
{
    return xenplat_boot.p2m[pfn] << UC_X86_PT_SHIFT | flags;
}

static void set_rights(const char *from, const char *to, uint64_t flags)
{
    struct xen_mmu_update updates[BATCH];
    unsigned n = 0;
    const uint64_t *entry = NULL;

    for (; from < to; from += UC_PAGE_SIZE) {
        uint64_t pfn = xenplat_physical(from) >> UC_PAGE_SHIFT;
        /* Looked up once in each table. */
        bool known = entry != NULL && (uintptr_t)(entry + 1) % UC_PAGE_SIZE > 0;
        entry = known ? entry + 1
                      : xenplat_pv_entry((uintptr_t)from, UC_X86_PT_SHIFT);
        updates[n++] = update_of(entry, pte_of(pfn, flags));
        if (n == BATCH) {
            apply(updates, n);
            n = 0;
        }
    }
    apply(updates, n);
}

/* Where the memory that the builder has mapped ends. */
static const char *mapped_end(void)
{
    uintptr_t end = XENPLAT_BASE + xenplat_boot.ram[0].end;
    uintptr_t mapped = (uintptr_t)__xenplat_end;

    while (mapped < end &&
           (*xenplat_pv_entry(mapped, UC_X86_PD_SHIFT) & UC_X86_PTE_P) != 0) {
        mapped = UC_ALIGN_UP(mapped + 1, TABLE_REACH);
    }
    return (const char *)(mapped < end ? mapped : end);
}

/* Xen checks new rights, and leaves old ones in the CPU's cache. */
static void flush_tlb(void)
{
    const struct xen_mmuext_op op = {.command = XEN_MMUEXT_TLB_FLUSH_LOCAL};

    if (xenplat_hypercall((uintptr_t)&op, 1, 0, XEN_DOMID_SELF, XEN_MMUEXT_OP) <
        0) {
        uc_panic("xen: page tables refused");
    }
}

/*
 * The builder maps everything writable and executable. A stack that overflows
 * meets the read-only part below it.
 */
void xenplat_pv_protect(void)
{
    const char *shared =
        xenplat_virtual(xenplat_physical(&xenplat_shared_info));

    set_rights(__xenplat_start, __xenplat_text_end, UC_X86_MAP_RX);
    set_rights(__xenplat_text_end, __xenplat_rodata_end, UC_X86_MAP_R);
    set_rights(__xenplat_rodata_end, shared, UC_X86_MAP_RW);
    set_rights(shared + UC_PAGE_SIZE, (const char *)xenplat_boot.root,
               UC_X86_MAP_RW);
    set_rights(xenplat_virtual(xenplat_boot.taken_end - UC_PAGE_SIZE),
               mapped_end(), UC_X86_MAP_RW);
    flush_tlb();
}

int xenplat_pv_map_page(const volatile void *page, uint64_t mfn, uint64_t flags)
{
    long err =
        xenplat_hypercall((uintptr_t)page, mfn << UC_X86_PT_SHIFT | flags,
                          XEN_UVMF_INVLPG, 0, XEN_UPDATE_VA_MAPPING);
    return err < 0 ? -UC_EFAULT : 0;
}

int xenplat_pv_guard(void *page, bool guarded)
{
    return xenplat_pv_map_page(page, guarded ? 0 : xenplat_frame(page),
                               guarded ? 0 : UC_X86_MAP_RW);
}

/*
 * Tables come one behind the other from what follows the builder's things: each
 * is needed before memory further up is, and 128 of them are mapped already.
 */
static uint64_t *take_table(void)
{
    uint64_t *table = xenplat_virtual(xenplat_boot.taken_end);

    if (xenplat_boot.taken_end >= xenplat_boot.ram[0].end) {
        uc_panic("no memory for page tables");
    }
    xenplat_boot.taken_end += UC_PAGE_SIZE;
    for (unsigned i = 0; i < UC_X86_TABLE_ENTRIES; i++) {
        table[i] = 0;
    }
    return table;
}

void xenplat_pv_give_table(uint64_t *entry, const uint64_t *table)
{
    uint64_t mfn = xenplat_frame(table);

    if (xenplat_pv_map_page(table, mfn, UC_X86_MAP_R) < 0) {
        uc_panic("xen: page tables refused");
    }
    struct xen_mmu_update update =
        update_of(entry, mfn << UC_X86_PT_SHIFT | TABLE_FLAGS);
    apply(&update, 1);
}

static void map_2_mib(uintptr_t va, uc_paddr_t pa, uc_paddr_t end)
{
    for (unsigned shift = UC_X86_PML4_SHIFT; shift > UC_X86_PD_SHIFT;
         shift -= 9) {
        uint64_t *entry = xenplat_pv_entry(va, shift);
        if ((*entry & UC_X86_PTE_P) == 0) {
            xenplat_pv_give_table(entry, take_table());
        }
    }
    uint64_t *entry = xenplat_pv_entry(va, UC_X86_PD_SHIFT);
    if ((*entry & UC_X86_PTE_P) != 0) {
        return;
    }
    uint64_t *table = take_table();
    for (unsigned i = 0; i < UC_X86_TABLE_ENTRIES && pa < end; i++) {
        table[i] = pte_of(pa >> UC_PAGE_SHIFT, UC_X86_MAP_RW);
        pa += UC_PAGE_SIZE;
    }
    xenplat_pv_give_table(entry, table);
}

void xenplat_pv_map_ram(void)
{
    uc_paddr_t end = xenplat_boot.ram[0].end;

    for (uc_paddr_t pa = 0; pa < end; pa += TABLE_REACH) {
        map_2_mib(XENPLAT_BASE + pa, pa, end);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/assert.h>
#include <uc/errors.h>

#include "internal.h"

#define LARGE (UINT64_C(1) << UC_X86_PD_SHIFT)

uint64_t xenplat_pml4[UC_X86_TABLE_ENTRIES] XENPLAT_HIDDEN XENPLAT_PAGES(pml4);
uint64_t xenplat_pdpt[UC_X86_TABLE_ENTRIES] XENPLAT_HIDDEN XENPLAT_PAGES(pdpt);
uint64_t xenplat_pd[UC_X86_TABLE_ENTRIES] XENPLAT_HIDDEN XENPLAT_PAGES(pd);
static uint64_t special[UC_X86_TABLE_ENTRIES] XENPLAT_PAGES(special);

/* Of contract "pages", where the image holds a provider. */
void *uc_pages_alloc(size_t count) UC_WEAK;

static bool all_mapped;

/*
 * A table for the special pages first; then from behind what is taken, until
 * all memory is mapped and the rest belongs to whoever manages pages.
 */
static uint64_t *new_table(uc_paddr_t *pa)
{
    static bool special_taken;
    uint64_t *table = NULL;

    if (!special_taken) {
        special_taken = true;
        table = special;
    } else if (!all_mapped) {
        table = xenplat_virtual(xenplat_boot.taken_end);
        xenplat_boot.taken_end += UC_PAGE_SIZE;
    } else if (uc_pages_alloc != NULL) {
        table = uc_pages_alloc(1);
    }
    if (table != NULL) {
        *pa = xenplat_physical(table);
        for (unsigned i = 0; i < UC_X86_TABLE_ENTRIES; i++) {
            table[i] = 0;
        }
    }
    return table;
}

const struct uc_x86_paging xenplat_pvh_paging = {xenplat_pml4, new_table,
                                                 XENPLAT_BASE, false};

static void map(uc_paddr_t base, uc_paddr_t end)
{
    if (uc_x86_map(&xenplat_pvh_paging, XENPLAT_BASE + base, base, end - base,
                   UC_X86_MAP_RW) < 0) {
        uc_panic("no memory for page tables");
    }
}

const void *xenplat_pvh_reach(uc_paddr_t pa, size_t bytes)
{
    if (pa + bytes > (UINT64_C(1) << UC_X86_PDPT_SHIFT) - LARGE) {
        uc_panic("start info at %llx, near 1 GiB", (unsigned long long)pa);
    }
    map(UC_ALIGN_DOWN(pa, LARGE), UC_ALIGN_UP(pa + bytes, LARGE));
    return xenplat_virtual(pa);
}

void *xenplat_pvh_map_special(uc_paddr_t pa)
{
    map(UC_ALIGN_DOWN(pa, LARGE), UC_ALIGN_UP(pa + 1, LARGE));
    return xenplat_virtual(pa);
}

void xenplat_pvh_map_ram(void)
{
    for (unsigned i = 0; i < xenplat_boot.ram_n; i++) {
        map(xenplat_boot.ram[i].base, xenplat_boot.ram[i].end);
    }
    all_mapped = true;
}

static void set_rights(uc_paddr_t from, const char *to, uint64_t flags)
{
    for (; from < xenplat_physical(to); from += UC_PAGE_SIZE) {
        __xenplat_pt[from >> UC_X86_PT_SHIFT] = from | flags;
    }
}

/*
 * Replaces the start's large pages by small ones with the rights that each part
 * of the image needs, and takes away the map at 0. A stack that overflows meets
 * the read-only part below it.
 */
void xenplat_pvh_protect(void)
{
    uint64_t *pd = &xenplat_pd[XENPLAT_BASE >> UC_X86_PD_SHIFT &
                               (UC_X86_TABLE_ENTRIES - 1)];
    uc_paddr_t pt = xenplat_physical(__xenplat_pt);

    set_rights(XENPLAT_LOAD, __xenplat_text_end, UC_X86_MAP_RX);
    set_rights(xenplat_physical(__xenplat_text_end), __xenplat_rodata_end,
               UC_X86_MAP_R);
    set_rights(
        xenplat_physical(__xenplat_rodata_end),
        xenplat_virtual(UC_ALIGN_UP(xenplat_physical(__xenplat_end), LARGE)),
        UC_X86_MAP_RW);
    for (; pt < xenplat_physical(__xenplat_pt_end); pt += UC_PAGE_SIZE) {
        *pd++ = pt | UC_X86_TABLE;
    }
    xenplat_pml4[0] = 0;
    xenplat_pd[0] = 0;
    uc_x86_cr3_write(xenplat_physical(xenplat_pml4));
}

int xenplat_pvh_guard(void *page, bool guarded)
{
    int err =
        uc_x86_set_present(&xenplat_pvh_paging, (uintptr_t)page, !guarded);

    if (err == 0) {
        uc_x86_invlpg(page);
    }
    return err;
}

int xenplat_pvh_overlay(const volatile void *page, unsigned space,
                        unsigned index)
{
    const struct xen_add_to_physmap op = {
        .domid = XEN_DOMID_SELF,
        .space = space,
        .index = index,
        .gfn = xenplat_physical(page) >> UC_PAGE_SHIFT,
    };
    return xenplat_call(XEN_MEMORY_OP, XEN_MEMORY_ADD_TO_PHYSMAP, &op) < 0
               ? -UC_ENOMEM
               : 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/pc/pc.h>
#include <uc/plat/memory.h>

#include "memory.h"

/*
 * Page tables: the first from here, which suffices up to 1 GiB and its devices,
 * further ones from the end of the largest free part of the RAM region that the
 * platform names, which the tables of the image reach already (or which has
 * been mapped before they are needed). Once regions have been told, what is
 * free belongs to whoever manages pages, and tables come from there.
 */
static uint64_t first_tables[UC_CONFIG_PC_FIRST_TABLES]
                            [UC_X86_TABLE_ENTRIES] UC_PC_PAGES(first);
static unsigned tables_n;
static struct {
    uc_paddr_t floor;
    uc_paddr_t base; /* of those taken; they grow downwards */
    uc_paddr_t end;  /* 0: none taken yet */
} late;
static bool regions_told;

/* Of contract "pages", where the image holds a provider. */
void *uc_pages_alloc(size_t count) UC_WEAK;

/*
 * The next part of RAM region (ram) from (*from) on that is free; false where
 * there is none.
 */
static bool next_free(const struct uc_pc_range *ram, uc_paddr_t *from,
                      struct uc_pc_range *out)
{
    const struct uc_pc_range taken[] = {
        uc_pc_boot.taken[UC_PC_TAKEN_IMAGE],
        uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE],
        uc_pc_boot.taken[UC_PC_TAKEN_INITRD],
        {late.base, late.end},
    };
    uc_paddr_t base = *from > ram->base ? *from : ram->base;
    uc_paddr_t end = ram->end;

    for (unsigned again = 0; again < UC_ARRAY_SIZE(taken); again++) {
        for (unsigned i = 0; i < UC_ARRAY_SIZE(taken); i++) {
            if (base >= taken[i].base && base < taken[i].end) {
                base = taken[i].end;
            }
        }
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(taken); i++) {
        if (taken[i].base > base && taken[i].base < end) {
            end = taken[i].base;
        }
    }
    *out = (struct uc_pc_range){base, end};
    *from = end;
    return base < end;
}

/* Takes a page before regions are told. Returns whether there was one. */
static bool take_late_page(uc_paddr_t *pa)
{
    if (late.end == 0) {
        const struct uc_pc_range *ram = &uc_pc_boot.ram[uc_pc_boot.tables_ram];
        struct uc_pc_range part, best = {0, 0};
        for (uc_paddr_t from = 0; next_free(ram, &from, &part);) {
            best = part.end - part.base > best.end - best.base ? part : best;
        }
        late.floor = best.base;
        late.base = late.end = best.end;
    }
    if (late.base - late.floor < 2 * UC_PAGE_SIZE) {
        return false;
    }
    late.base -= UC_PAGE_SIZE;
    *pa = late.base;
    return true;
}

uint64_t *pc_new_table(uc_paddr_t *pa)
{
    uint64_t *table = NULL;

    if (tables_n < UC_ARRAY_SIZE(first_tables)) {
        table = first_tables[tables_n];
        tables_n++;
        *pa = uc_pc_physical(table);
        return table;
    }
    if (regions_told && uc_pages_alloc != NULL) {
        table = uc_pages_alloc(1);
        *pa = uc_pc_physical(table);
    } else if (take_late_page(pa)) {
        table = uc_pc_virtual(*pa);
    }
    for (unsigned i = 0; table != NULL && i < UC_X86_TABLE_ENTRIES; i++) {
        table[i] = 0;
    }
    return table;
}

int uc_plat_memory_guard(void *page, bool guarded)
{
    struct uc_x86_paging paging = {uc_pc_pml4, pc_new_table, UC_PC_BASE, false};
    int err = uc_x86_set_present(&paging, (uintptr_t)page, !guarded);
    if (err == 0) {
        uc_x86_invlpg(page);
    }
    return err;
}

static void map(struct uc_pc_range range, uint64_t flags, bool pages_1gib)
{
    struct uc_x86_paging paging = {uc_pc_pml4, pc_new_table, UC_PC_BASE,
                                   pages_1gib};
    if (uc_x86_map(&paging, UC_PC_BASE + range.base, range.base,
                   range.end - range.base, flags) < 0) {
        uc_panic("no memory for page tables");
    }
}

void uc_pc_map_ram(void)
{
    static bool mapped;
    if (mapped) {
        return;
    }
    mapped = true;
    bool pages_1gib =
        uc_x86_cpuid(0x80000000, 0).eax >= 0x80000001 &&
        (uc_x86_cpuid(0x80000001, 0).edx & UC_X86_CPUID81_EDX_PAGE1GB) != 0;
    /* First where further tables come from. */
    map(uc_pc_boot.ram[uc_pc_boot.tables_ram], UC_X86_MAP_RW, pages_1gib);
    for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
        if (i != uc_pc_boot.tables_ram) {
            map(uc_pc_boot.ram[i], UC_X86_MAP_RW, pages_1gib);
        }
    }
}

volatile void *uc_pc_map_mmio(uc_paddr_t pa, size_t bytes)
{
    const uc_paddr_t large = UINT64_C(1) << UC_X86_PD_SHIFT;
    /* Large pages save tables; RAM and registers never share one. */
    uc_pc_map_ram();
    map((struct uc_pc_range){UC_ALIGN_DOWN(pa, large),
                             UC_ALIGN_UP(pa + bytes, large)},
        UC_X86_MAP_MMIO, false);
    return uc_pc_virtual(pa);
}

const void *uc_pc_map_firmware(uc_paddr_t pa, size_t bytes)
{
    uc_pc_map_ram();
    map((struct uc_pc_range){UC_ALIGN_DOWN(pa, (uc_paddr_t)UC_PAGE_SIZE),
                             UC_ALIGN_UP(pa + bytes, (uc_paddr_t)UC_PAGE_SIZE)},
        UC_X86_MAP_R, false);
    return uc_pc_virtual(pa);
}

int uc_plat_memory_region(unsigned index, struct uc_plat_memory *out)
{
    uc_pc_map_ram();
    regions_told = true;
    for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
        struct uc_pc_range free;
        for (uc_paddr_t from = 0; next_free(&uc_pc_boot.ram[i], &from, &free);
             index--) {
            if (index == 0) {
                out->base = uc_pc_virtual(free.base);
                out->bytes = free.end - free.base;
                return 0;
            }
        }
    }
    return -UC_ENOENT;
}

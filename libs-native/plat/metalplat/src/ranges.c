/* SPDX-License-Identifier: BSD-3-Clause */
#include "ranges.h"
#include "internal.h"

/* Nobody has more; beyond, addresses would leave the linear map. */
#define PHYSICAL_END (UINT64_C(1) << 46)
#define PAGE         ((uc_paddr_t)UC_PAGE_SIZE)

static void remove_at(unsigned index)
{
    uc_pc_boot.ram_n--;
    for (unsigned i = index; i < uc_pc_boot.ram_n; i++) {
        uc_pc_boot.ram[i] = uc_pc_boot.ram[i + 1];
    }
}

/* Makes room where there is none: the smallest goes. */
static bool make_room(uint64_t bytes)
{
    unsigned smallest = 0;

    if (uc_pc_boot.ram_n < UC_ARRAY_SIZE(uc_pc_boot.ram)) {
        return true;
    }
    for (unsigned i = 1; i < uc_pc_boot.ram_n; i++) {
        const struct uc_pc_range *a = &uc_pc_boot.ram[i];
        const struct uc_pc_range *b = &uc_pc_boot.ram[smallest];
        smallest = a->end - a->base < b->end - b->base ? i : smallest;
    }
    const struct uc_pc_range *out = &uc_pc_boot.ram[smallest];
    if (out->end - out->base >= bytes) {
        return false;
    }
    remove_at(smallest);
    return true;
}

static void insert(struct uc_pc_range range)
{
    unsigned at = uc_pc_boot.ram_n;

    while (at > 0 && uc_pc_boot.ram[at - 1].base > range.base) {
        uc_pc_boot.ram[at] = uc_pc_boot.ram[at - 1];
        at--;
    }
    uc_pc_boot.ram[at] = range;
    uc_pc_boot.ram_n++;
}

void metalplat_add_ram(uc_paddr_t base, uint64_t bytes)
{
    if (base >= PHYSICAL_END) {
        return;
    }
    bytes = bytes < PHYSICAL_END - base ? bytes : PHYSICAL_END - base;
    struct uc_pc_range range = {UC_ALIGN_UP(base, PAGE),
                                UC_ALIGN_DOWN(base + bytes, PAGE)};
    range.base = range.base == 0 ? PAGE : range.base;
    if (range.base >= range.end) {
        return;
    }
    /* Swallow what it meets. */
    for (unsigned i = 0; i < uc_pc_boot.ram_n;) {
        const struct uc_pc_range *other = &uc_pc_boot.ram[i];
        if (other->base > range.end || other->end < range.base) {
            i++;
            continue;
        }
        range.base = other->base < range.base ? other->base : range.base;
        range.end = other->end > range.end ? other->end : range.end;
        remove_at(i);
    }
    if (make_room(range.end - range.base)) {
        insert(range);
    }
}

void metalplat_remove_ram(uc_paddr_t base, uint64_t bytes)
{
    if (base >= PHYSICAL_END || bytes == 0) {
        return;
    }
    bytes = bytes < PHYSICAL_END - base ? bytes : PHYSICAL_END - base;
    uc_paddr_t end = UC_ALIGN_UP(base + bytes, PAGE);
    base = UC_ALIGN_DOWN(base, PAGE);

    for (unsigned i = 0; i < uc_pc_boot.ram_n;) {
        struct uc_pc_range ram = uc_pc_boot.ram[i];
        if (ram.base >= end || ram.end <= base) {
            i++;
            continue;
        }
        remove_at(i);
        struct uc_pc_range parts[] = {{ram.base, base}, {end, ram.end}};
        for (unsigned p = 0; p < UC_ARRAY_SIZE(parts); p++) {
            if (parts[p].base < parts[p].end &&
                make_room(parts[p].end - parts[p].base)) {
                insert(parts[p]);
            }
        }
        i = 0;
    }
}

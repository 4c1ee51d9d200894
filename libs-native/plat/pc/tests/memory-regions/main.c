/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/errors.h>
#include <uc/test.h>

/* No CPU to ask, and no tables that it uses. */
#define UC_ARCH_X86_64_CPU_H
#include <stdint.h>
struct uc_x86_cpuid {
    uint32_t eax, ebx, ecx, edx;
};
#define UC_X86_CPUID81_EDX_PAGE1GB (1u << 26)
static struct uc_x86_cpuid uc_x86_cpuid(uint32_t leaf, uint32_t subleaf)
{
    (void)leaf;
    (void)subleaf;
    return (struct uc_x86_cpuid){0, 0, 0, 0};
}

static void uc_x86_invlpg(const void *page)
{
    (void)page;
}

static unsigned maps_n;
static struct {
    uint64_t va, pa, bytes;
} maps[8];

#define uc_x86_map            tested_map
#define uc_x86_set_present    tested_set_present
#define uc_plat_memory_guard  tested_guard
#define uc_plat_memory_region tested_region
#define uc_pages_alloc        tested_pages_alloc
#include "memory.c"

struct uc_pc_boot uc_pc_boot;
uint64_t uc_pc_pml4[UC_X86_TABLE_ENTRIES];

int tested_map(const struct uc_x86_paging *paging, uintptr_t va, uc_paddr_t pa,
               uint64_t bytes, uint64_t flags)
{
    (void)paging;
    UC_EXPECT_EQ(flags, UC_X86_MAP_RW);
    maps[maps_n].va = va;
    maps[maps_n].pa = pa;
    maps[maps_n].bytes = bytes;
    maps_n++;
    return 0;
}

int tested_set_present(const struct uc_x86_paging *paging, uintptr_t va,
                       bool present)
{
    (void)paging;
    (void)va;
    (void)present;
    return 0;
}

static void machine(void)
{
    memset(&uc_pc_boot, 0, sizeof uc_pc_boot);
    uc_pc_boot.ram_n = 2;
    uc_pc_boot.ram[0] = (struct uc_pc_range){0x1000, 0x9f000};
    uc_pc_boot.ram[1] = (struct uc_pc_range){0x100000, 0x800000};
    uc_pc_boot.taken[UC_PC_TAKEN_IMAGE] =
        (struct uc_pc_range){0x100000, 0x115000};
    late.base = late.end = 0;
    regions_told = false;
}

static void expect_region(unsigned index, uint64_t base, uint64_t end)
{
    struct uc_plat_memory out = {NULL, 0};
    UC_EXPECT_EQ(tested_region(index, &out), 0);
    UC_EXPECT_EQ((uintptr_t)out.base, UC_PC_BASE + base);
    UC_EXPECT_EQ(out.bytes, end - base);
}

static void expect_regions_end(unsigned index)
{
    struct uc_plat_memory out = {NULL, 42};
    UC_EXPECT_EQ(tested_region(index, &out), -UC_ENOENT);
    UC_EXPECT_EQ(out.bytes, 42u); /* untouched */
}

UC_TEST(ram_without_page_0_and_the_image_is_free)
{
    machine();
    expect_region(0, 0x1000, 0x9f000);
    expect_region(1, 0x115000, 0x800000);
    expect_regions_end(2);
    expect_regions_end(100);
}

UC_TEST(command_line_and_initrd_are_left_out_wherever_they_lie)
{
    machine();
    uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE] =
        (struct uc_pc_range){0x20000, 0x21000};
    uc_pc_boot.taken[UC_PC_TAKEN_INITRD] =
        (struct uc_pc_range){0x7ff000, 0x800000};
    expect_region(0, 0x1000, 0x20000);
    expect_region(1, 0x21000, 0x9f000);
    expect_region(2, 0x115000, 0x7ff000);
    expect_regions_end(3);
}

UC_TEST(neighbours_leave_no_empty_region_between_them)
{
    machine();
    uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE] =
        (struct uc_pc_range){0x1000, 0x2000};
    uc_pc_boot.taken[UC_PC_TAKEN_INITRD] =
        (struct uc_pc_range){0x115000, 0x116000};
    late.base = 0x9d000;
    late.end = 0x9f000;
    expect_region(0, 0x2000, 0x9d000);
    expect_region(1, 0x116000, 0x800000);
    expect_regions_end(2);
}

UC_TEST(a_region_that_is_taken_whole_does_not_appear)
{
    machine();
    uc_pc_boot.taken[UC_PC_TAKEN_INITRD] = (struct uc_pc_range){0, 0x9f000};
    expect_region(0, 0x115000, 0x800000);
    expect_regions_end(1);
}

UC_TEST(ram_is_mapped_once_linearly)
{
    /* Whichever test asked first. */
    machine();
    expect_region(0, 0x1000, 0x9f000);
    UC_EXPECT_EQ(maps_n, 2u);
    for (unsigned i = 0; i < maps_n; i++) {
        UC_EXPECT_EQ(maps[i].va, UC_PC_BASE + maps[i].pa);
        UC_EXPECT_EQ(maps[i].bytes,
                     uc_pc_boot.ram[i].end - uc_pc_boot.ram[i].base);
    }
}

UC_TEST(page_tables_lie_where_nothing_else_does)
{
    uc_paddr_t pa = 0;
    machine();
    uc_pc_boot.taken[UC_PC_TAKEN_INITRD] =
        (struct uc_pc_range){0x9d000, 0x9e000};
    uc_pc_boot.taken[UC_PC_TAKEN_COMMAND_LINE] =
        (struct uc_pc_range){0x1000, 0x2000};
    UC_EXPECT(take_late_page(&pa));
    UC_EXPECT_EQ(pa, 0x9c000);
    UC_EXPECT(take_late_page(&pa));
    UC_EXPECT_EQ(pa, 0x9b000);
    expect_region(0, 0x2000, 0x9b000);
    expect_region(1, 0x9e000, 0x9f000);
    expect_region(2, 0x115000, 0x800000);
}

static uint64_t page[UC_X86_TABLE_ENTRIES] UC_ALIGNED(4096);
static unsigned pages_taken;

void *tested_pages_alloc(size_t count)
{
    pages_taken += (unsigned)count;
    return page;
}

UC_TEST(page_tables_come_from_pages_once_regions_are_told)
{
    uc_paddr_t pa = 0;
    machine();
    expect_region(0, 0x1000, 0x9f000);
    tables_n = UC_ARRAY_SIZE(first_tables);
    memset(page, 0xff, sizeof page);
    UC_EXPECT(pc_new_table(&pa) == page);
    UC_EXPECT_EQ(pages_taken, 1u);
    UC_EXPECT_EQ(pa, uc_pc_physical(page));
    UC_EXPECT_EQ(page[0] | page[UC_X86_TABLE_ENTRIES - 1], 0u);
    expect_region(0, 0x1000, 0x9f000); /* the answer is always the same */
}

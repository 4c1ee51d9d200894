/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/test.h>

#include "ranges.c"

struct uc_pc_boot uc_pc_boot;

static void expect_ram(const struct uc_pc_range *ranges, unsigned n)
{
    UC_EXPECT_EQ(uc_pc_boot.ram_n, n);
    for (unsigned i = 0; i < n; i++) {
        UC_EXPECT_EQ(uc_pc_boot.ram[i].base, ranges[i].base);
        UC_EXPECT_EQ(uc_pc_boot.ram[i].end, ranges[i].end);
    }
}

UC_TEST(pieces_in_any_order_become_sorted_and_joined)
{
    static const struct uc_pc_range joined[] = {{0x1000, 0x9f000},
                                                {0x100000, 0x500000}};
    uc_pc_boot.ram_n = 0;
    metalplat_add_ram(0x300000, 0x200000);
    metalplat_add_ram(0, 0x9fc00); /* without page 0 and the broken last */
    metalplat_add_ram(0x100000, 0x100000);
    metalplat_add_ram(0x1c0000, 0x140000); /* overlaps, and fills the gap */
    metalplat_add_ram(0x700400, 0x800);    /* no whole page */
    expect_ram(joined, UC_ARRAY_SIZE(joined));
}

UC_TEST(what_is_reserved_is_cut_out)
{
    static const struct uc_pc_range left[] = {
        {0x1000, 0x10000}, {0x12000, 0x20000}, {0x30000, 0x3f000}};
    uc_pc_boot.ram_n = 0;
    metalplat_add_ram(0x1000, 0x3f000);
    metalplat_remove_ram(0x10800, 0x1000); /* into two pages */
    metalplat_remove_ram(0x20000, 0x10000);
    metalplat_remove_ram(0x3f000, UINT64_MAX);
    metalplat_remove_ram(0x18000, 0);
    expect_ram(left, UC_ARRAY_SIZE(left));
}

UC_TEST(addresses_that_nobody_has_are_left_out)
{
    uc_pc_boot.ram_n = 0;
    metalplat_add_ram(UINT64_MAX - 0xfff, 0x1000);
    metalplat_add_ram(UINT64_C(1) << 46, 0x1000);
    UC_EXPECT_EQ(uc_pc_boot.ram_n, 0);
    metalplat_add_ram(0x1000, UINT64_MAX);
    UC_EXPECT_EQ(uc_pc_boot.ram[0].end, UINT64_C(1) << 46);
}

UC_TEST(the_smallest_go_where_there_are_too_many)
{
    unsigned most = UC_ARRAY_SIZE(uc_pc_boot.ram);
    uc_pc_boot.ram_n = 0;
    for (unsigned i = 0; i < most; i++) {
        metalplat_add_ram(0x100000 + i * 0x10000, i == 3 ? 0x1000 : 0x2000);
    }
    UC_EXPECT_EQ(uc_pc_boot.ram_n, most);
    metalplat_add_ram(0x80000000, 0x1000); /* no larger than the smallest */
    UC_EXPECT_EQ(uc_pc_boot.ram[most - 1].base,
                 0x100000 + (most - 1) * 0x10000);
    metalplat_add_ram(0x80000000, 0x3000);
    UC_EXPECT_EQ(uc_pc_boot.ram_n, most);
    UC_EXPECT_EQ(uc_pc_boot.ram[most - 1].base, 0x80000000);
    UC_EXPECT_EQ(uc_pc_boot.ram[3].base, 0x140000);
}

enum {
    PAGES = 256
};

/* Against a map of pages. */
UC_TEST(any_map_of_firmware_gives_its_ram)
{
    srand(1);
    for (int round = 0; round < 2000; round++) {
        bool is_ram[PAGES] = {false};
        uc_pc_boot.ram_n = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int n = rand() % 8; n > 0; n--) {
                unsigned base = (unsigned)rand() % PAGES;
                unsigned pages = (unsigned)rand() % (PAGES - base);
                if (pass == 0) {
                    metalplat_add_ram(base * 4096u, pages * 4096u);
                } else {
                    metalplat_remove_ram(base * 4096u, pages * 4096u);
                }
                memset(is_ram + base, pass == 0, pages);
            }
        }
        is_ram[0] = false;
        bool told[PAGES] = {false};
        for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
            const struct uc_pc_range *ram = &uc_pc_boot.ram[i];
            UC_REQUIRE(ram->base < ram->end);
            UC_REQUIRE(i == 0 || ram[-1].end < ram->base);
            memset(told + ram->base / 4096, 1, (ram->end - ram->base) / 4096);
        }
        UC_REQUIRE(memcmp(told, is_ram, sizeof told) == 0);
    }
}

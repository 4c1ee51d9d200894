/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/test.h>

#include "start_info.c"

uint64_t kvmplat_pd[UC_X86_TABLE_ENTRIES];

static char line[256];

static const char *take(const char *text)
{
    strcpy(line, text);
    kvmplat_boot.command_line = line;
    take_own_words(line, line + strlen(line));
    return kvmplat_boot.command_line;
}

UC_TEST(a_line_without_own_words_stays_whole)
{
    UC_EXPECT_STR(take("net.addr=10.0.0.2 -- a b"), "net.addr=10.0.0.2 -- a b");
    UC_EXPECT_STR(kvmplat_boot.mmio_words, "");
    UC_EXPECT_STR(take(""), "");
    UC_EXPECT_STR(kvmplat_boot.mmio_words, "");
}

UC_TEST(own_words_at_the_end_are_no_arguments_of_main)
{
    UC_EXPECT_STR(take("-- a virtio_mmio.device=512@0xfeb00e00:12 "
                       "virtio_mmio.device=512@0xfeb00c00:11"),
                  "-- a");
    UC_EXPECT_STR(kvmplat_boot.mmio_words,
                  "virtio_mmio.device=512@0xfeb00e00:12 "
                  "virtio_mmio.device=512@0xfeb00c00:11");
}

UC_TEST(a_line_of_own_words_only_is_empty)
{
    UC_EXPECT_STR(take("virtio_mmio.device=512@0xfeb00e00:12"), "");
    UC_EXPECT_STR(take(" virtio_mmio.device=512@0xfeb00e00:12"), "");
    UC_EXPECT_STR(kvmplat_boot.mmio_words,
                  "virtio_mmio.device=512@0xfeb00e00:12");
}

UC_TEST(own_words_before_others_are_left_to_their_parameter)
{
    UC_EXPECT_STR(take("virtio_mmio.device=4K@0xd0000000:5 -- a"),
                  "virtio_mmio.device=4K@0xd0000000:5 -- a");
    UC_EXPECT_STR(kvmplat_boot.mmio_words, "");
}

UC_TEST(the_memory_map_keeps_whole_pages_of_ram)
{
    static const struct uc_x86_pvh_memmap_entry map[] = {
        {0, 0x9fc00, 1, 0},          {0x9fc00, 0x400, 2, 0},
        {0x100000, 0x700000, 1, 0},  {0x800800, 0x700, 1, 0}, /* not one page */
        {0xfffc0000, 0x40000, 2, 0},
    };
    uc_pc_boot.ram_n = 0;
    read_memory_map(map, UC_ARRAY_SIZE(map));
    UC_EXPECT_EQ(uc_pc_boot.ram_n, 2u);
    UC_EXPECT_EQ(uc_pc_boot.ram[0].base, 0x1000u);
    UC_EXPECT_EQ(uc_pc_boot.ram[0].end, 0x9f000u);
    UC_EXPECT_EQ(uc_pc_boot.ram[1].base, 0x100000u);
    UC_EXPECT_EQ(uc_pc_boot.ram[1].end, 0x800000u);
}

UC_TEST(a_map_that_is_too_long_loses_its_end_only)
{
    struct uc_x86_pvh_memmap_entry map[UC_ARRAY_SIZE(uc_pc_boot.ram) + 4];
    for (unsigned i = 0; i < UC_ARRAY_SIZE(map); i++) {
        map[i] = (struct uc_x86_pvh_memmap_entry){i * 0x10000ull, 0x8000, 1, 0};
    }
    uc_pc_boot.ram_n = 0;
    read_memory_map(map, UC_ARRAY_SIZE(map));
    UC_EXPECT_EQ(uc_pc_boot.ram_n, UC_ARRAY_SIZE(uc_pc_boot.ram) + 0u);
    UC_EXPECT_EQ(uc_pc_boot.ram[UC_ARRAY_SIZE(uc_pc_boot.ram) - 1].base,
                 (UC_ARRAY_SIZE(uc_pc_boot.ram) - 1) * 0x10000u);
}

UC_TEST(what_lies_beyond_the_image_is_reached_by_large_pages)
{
    memset(kvmplat_pd, 0, sizeof kvmplat_pd);
    kvmplat_pd[0] = 0x1234;
    reach(0x1ffff0, 0x20);
    UC_EXPECT_EQ(kvmplat_pd[0], 0x1234u); /* as it was */
    UC_EXPECT_EQ(kvmplat_pd[1], 0x200000u | UC_X86_MAP_RW | UC_X86_PTE_PS);
    UC_EXPECT_EQ(kvmplat_pd[2], 0u);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/test.h>

#define uc_x86_map         tested_map
#define uc_x86_set_present tested_set_present
#include "paging.c"

enum {
    TABLES = 64
};

#define TOP UINT64_C(0xffff800000000000)

/* Tables have made-up physical addresses, below where the host has them. */
static uint64_t tables[TABLES][512] __attribute__((aligned(4096)));
static unsigned used;
static unsigned allowed;

static uint64_t *new_table(uc_paddr_t *pa)
{
    if (used == allowed) {
        return NULL;
    }
    *pa = 0x1000 + 0x1000 * (uint64_t)used;
    return tables[used++];
}

static struct uc_x86_paging fresh(bool pages_1gib)
{
    memset(tables, 0, sizeof tables);
    used = 1;
    allowed = TABLES;
    return (struct uc_x86_paging){tables[0], new_table,
                                  (uintptr_t)tables - 0x1000, pages_1gib};
}

/* As the CPU walks: the leaf of (va) and the size of its page; 0 for none. */
static uint64_t walk(uint64_t va, uint64_t *page)
{
    const uint64_t *table = tables[0];

    for (unsigned shift = 39;; shift -= 9) {
        uint64_t entry = table[va >> shift & 511];
        *page = UINT64_C(1) << shift;
        if ((entry & 1) == 0 || shift == 12 || (entry & 0x80) != 0) {
            return entry;
        }
        table = tables[((entry & UC_X86_PTE_ADDR) - 0x1000) / 0x1000];
    }
}

static uint64_t translate(uint64_t va)
{
    uint64_t page;
    uint64_t leaf = walk(va, &page);
    if ((leaf & 1) == 0) {
        return UINT64_MAX;
    }
    return (leaf & UC_X86_PTE_ADDR & ~(page - 1)) + (va & (page - 1));
}

UC_TEST(maps_every_page_of_the_range_and_none_beside_it)
{
    struct uc_x86_paging paging = fresh(false);
    uint64_t from = 0x1ff000, bytes = 0x403000, page;

    UC_EXPECT_EQ(tested_map(&paging, TOP + from, from, bytes, UC_X86_MAP_RW),
                 0);
    for (uint64_t at = from; at < from + bytes; at += 0x1000) {
        UC_REQUIRE(translate(TOP + at) == at);
    }
    UC_EXPECT_EQ(walk(TOP + from - 0x1000, &page) & 1, 0u);
    UC_EXPECT_EQ(walk(TOP + from + bytes, &page) & 1, 0u);
    /* Small pages at both ends, large ones between. */
    walk(TOP + 0x1ff000, &page);
    UC_EXPECT_EQ(page, 0x1000u);
    walk(TOP + 0x200000, &page);
    UC_EXPECT_EQ(page, 0x200000u);
    walk(TOP + 0x601000, &page);
    UC_EXPECT_EQ(page, 0x1000u);
}

UC_TEST(takes_pages_of_1_gib_only_where_the_cpu_knows_them)
{
    const uint64_t gib = UINT64_C(1) << 30;
    for (int known = 0; known < 2; known++) {
        struct uc_x86_paging paging = fresh(known);
        uint64_t page;
        UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 3 * gib, UC_X86_MAP_RW), 0);
        walk(TOP + 2 * gib, &page);
        UC_EXPECT_EQ(page, known ? gib : 0x200000u);
        UC_EXPECT_EQ(translate(TOP + 2 * gib + 0x12345678),
                     2 * gib + 0x12345678);
        UC_EXPECT_EQ(translate(TOP + 3 * gib), UINT64_MAX);
    }
}

UC_TEST(large_pages_want_both_addresses_aligned)
{
    struct uc_x86_paging paging = fresh(true);
    uint64_t page;

    UC_EXPECT_EQ(tested_map(&paging, TOP, 0x1000, 0x400000, UC_X86_MAP_RW), 0);
    walk(TOP, &page);
    UC_EXPECT_EQ(page, 0x1000u);
    UC_EXPECT_EQ(translate(TOP + 0x3ff123), 0x400123u);
}

UC_TEST(what_is_mapped_stays_as_it_is)
{
    struct uc_x86_paging paging = fresh(false);
    uint64_t page;

    UC_EXPECT_EQ(
        tested_map(&paging, TOP + 0x100000, 0x100000, 0x2000, UC_X86_MAP_RX),
        0);
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x600000, UC_X86_MAP_RW), 0);
    UC_EXPECT_EQ(walk(TOP + 0x101000, &page), 0x101000 | UC_X86_MAP_RX);
    UC_EXPECT_EQ(walk(TOP + 0x102000, &page), 0x102000 | UC_X86_MAP_RW);
    for (uint64_t at = 0; at < 0x600000; at += 0x1000) {
        UC_REQUIRE(translate(TOP + at) == at);
    }
    /* A second time over large pages: nothing changes, no table is spent. */
    unsigned before = used;
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x600000, UC_X86_MAP_R), 0);
    UC_EXPECT_EQ(used, before);
    UC_EXPECT_EQ(walk(TOP + 0x400000, &page),
                 0x400000 | UC_X86_MAP_RW | UC_X86_PTE_PS);
}

UC_TEST(what_is_guarded_stays_so_until_it_is_let_go)
{
    struct uc_x86_paging paging = fresh(false);
    const uint64_t guard = 0x101000, later = 0x105000;

    UC_EXPECT_EQ(
        tested_map(&paging, TOP + guard, guard, 0x1000, UC_X86_MAP_GUARD), 0);
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x200000, UC_X86_MAP_RW), 0);
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + later, false), 0);
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x200000, UC_X86_MAP_RW), 0);
    for (uint64_t at = 0; at < 0x200000; at += 0x1000) {
        UC_REQUIRE(translate(TOP + at) ==
                   (at == guard || at == later ? UINT64_MAX : at));
    }
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + guard, true), 0);
    UC_EXPECT_EQ(translate(TOP + guard), guard);
}

UC_TEST(says_so_when_no_table_is_left)
{
    struct uc_x86_paging paging = fresh(false);
    allowed = 3;
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x1000, UC_X86_MAP_RW),
                 -UC_ENOMEM);
}

UC_TEST(one_page_goes_and_comes_back_and_its_neighbours_stay)
{
    const uint64_t gib = UINT64_C(1) << 30;
    struct uc_x86_paging paging = fresh(true);
    uint64_t at = gib + 0x654000, page;

    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 2 * gib, UC_X86_MAP_RW), 0);
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + at, false), 0);
    UC_EXPECT_EQ(translate(TOP + at), UINT64_MAX);
    for (uint64_t other = gib; other < 2 * gib; other += 0x1000) {
        UC_REQUIRE(other == at || translate(TOP + other) == other);
    }
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + at, true), 0);
    UC_EXPECT_EQ(walk(TOP + at, &page), at | UC_X86_MAP_RW);
    UC_EXPECT_EQ(page, 0x1000u);
    /* The second time finds the table there. */
    unsigned before = used;
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + at + 0x1000, false), 0);
    UC_EXPECT_EQ(used, before);
}

UC_TEST(a_page_that_cannot_be_split_stays_whole)
{
    struct uc_x86_paging paging = fresh(false);
    UC_EXPECT_EQ(tested_map(&paging, TOP, 0, 0x200000, UC_X86_MAP_RW), 0);
    allowed = used;
    UC_EXPECT_EQ(tested_set_present(&paging, TOP, false), -UC_ENOMEM);
    UC_EXPECT_EQ(translate(TOP), 0u);
    UC_EXPECT_EQ(tested_set_present(&paging, TOP + 0x40000000, false),
                 -UC_EFAULT);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <uc/test.h>
#include <uc/tick.h>

#include "table.c"

/* The rest of the library is there, and does nothing. */
int uc_plat_tick_start(uc_nsec_t period,
                       uintptr_t (*tick)(const struct uc_tick_at *at))
{
    (void)period;
    (void)tick;
    return 0;
}

enum {
    STACKS = 16,
};

static struct profile_table *new_table(uint32_t stacks)
{
    struct profile_table *table =
        calloc(1, sizeof *table + stacks * sizeof table->stacks[0]);

    table->stacks_n = stacks;
    return table;
}

static void count(struct profile_table *table, uint32_t pc, uint32_t caller,
                  uint32_t times)
{
    const struct profile_stack stack = {.depth = 2, .offsets = {pc, caller}};

    for (uint32_t i = 0; i < times; i++) {
        profile_count(table, &stack);
    }
}

static uint32_t count_of(const struct profile_table *table, uint32_t pc,
                         uint32_t caller)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < table->stacks_n; i++) {
        const struct profile_stack *stack = &table->stacks[i];
        if (stack->count != 0 && stack->depth == 2 && stack->offsets[0] == pc &&
            stack->offsets[1] == caller) {
            found += stack->count;
        }
    }
    return found;
}

static uint32_t sum_of(const struct profile_table *table)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < table->stacks_n; i++) {
        sum += table->stacks[i].count;
    }
    return sum;
}

UC_TEST(a_stack_is_kept_once_with_its_count)
{
    struct profile_table *table = new_table(STACKS);

    count(table, 10, 1, 3);
    count(table, 10, 2, 1);
    count(table, 10, 1, 2);
    UC_EXPECT_EQ(count_of(table, 10, 1), 5);
    UC_EXPECT_EQ(count_of(table, 10, 2), 1);
    UC_EXPECT_EQ(table->samples, 6);
    UC_EXPECT_EQ(table->lost, 0);
    free(table);
}

UC_TEST(what_is_cut_is_not_what_is_whole)
{
    struct profile_table *table = new_table(STACKS);
    struct profile_stack stack = {.depth = PROFILE_DEPTH};

    profile_count(table, &stack);
    stack.cut = 1;
    profile_count(table, &stack);
    stack.depth--;
    profile_count(table, &stack);
    unsigned kept = 0;
    for (uint32_t i = 0; i < STACKS; i++) {
        kept += table->stacks[i].count == 1;
    }
    UC_EXPECT_EQ(kept, 3);
    free(table);
}

UC_TEST(a_full_table_keeps_what_is_found_most_and_counts_what_it_loses)
{
    struct profile_table *table = new_table(STACKS);

    count(table, 7, 7, 1000);
    for (uint32_t i = 0; i < 5000; i++) {
        count(table, 100 + i, 1, 1);
    }
    UC_EXPECT_EQ(count_of(table, 7, 7), 1000);
    UC_EXPECT_EQ(table->samples, 6000);
    UC_EXPECT_EQ(sum_of(table) + table->lost, 6000);
    UC_EXPECT(table->lost > 0);
    free(table);
}

UC_TEST(one_place_is_a_table_too)
{
    struct profile_table *table = new_table(1);

    count(table, 1, 1, 2);
    count(table, 2, 2, 1);
    UC_EXPECT_EQ(count_of(table, 2, 2), 1);
    UC_EXPECT_EQ(table->lost, 2);
    free(table);
}

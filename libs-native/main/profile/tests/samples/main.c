/* SPDX-License-Identifier: BSD-3-Clause */
/* The library and uc/tick.h, with a timer that the tests play. */
#include <stdint.h>
#include <string.h>

#include <uc/arch.h>
#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/sched.h>
#include <uc/test.h>
#include <uc/tick.h>

#include "table.h"

UC_HOSTED_BOOT("profile.hz=1000");

static struct {
    uc_nsec_t period;
    uintptr_t (*tick)(const struct uc_tick_at *at);
} timer;

int uc_plat_tick_start(uc_nsec_t period,
                       uintptr_t (*tick)(const struct uc_tick_at *at))
{
    timer.period = period;
    timer.tick = tick;
    return 0;
}

static uintptr_t tick_later(uc_nsec_t span, uintptr_t pc, uintptr_t fp,
                            uintptr_t sp)
{
    const struct uc_tick_at at = {pc, fp, sp};

    uc_hosted_clock_simulate();
    uc_hosted_clock_advance(span);
    return timer.tick(&at);
}

/* As the host finds it. */
static struct profile_table *find_table(void)
{
    struct uc_plat_memory memory;

    UC_REQUIRE(uc_plat_memory_region(0, &memory) == 0);
    for (size_t at = 0; at + UC_PAGE_SIZE <= memory.bytes; at += UC_PAGE_SIZE) {
        char *page = (char *)memory.base + at;
        if (memcmp(page, PROFILE_MAGIC, sizeof PROFILE_MAGIC) == 0) {
            return (struct profile_table *)(void *)page;
        }
    }
    return NULL;
}

static const struct profile_stack *find_stack(const struct profile_table *table,
                                              uint32_t first)
{
    for (uint32_t i = 0; i < table->stacks_n; i++) {
        if (table->stacks[i].count != 0 &&
            table->stacks[i].offsets[0] == first) {
            return &table->stacks[i];
        }
    }
    return NULL;
}

static uintptr_t image_start(void)
{
    uintptr_t start, text_end, end;

    uc_plat_image(&start, &text_end, &end);
    return start;
}

UC_TEST(each_period_one_sample_is_taken_and_the_thread_goes_on_where_it_was)
{
    struct profile_table *table = find_table();
    UC_REQUIRE(table != NULL);
    const uintptr_t pc = image_start() + 16;
    const uint32_t before = table->samples;

    UC_EXPECT_EQ(timer.period, UC_NSEC_PER_MS);
    UC_EXPECT_EQ(tick_later(2 * timer.period, pc, 0, 0), pc);
    /* Too early: not counted. */
    UC_EXPECT_EQ(tick_later(timer.period / 4, pc, 0, 0), pc);
    UC_EXPECT_EQ(tick_later(timer.period, pc, 0, 0), pc);
    const struct profile_stack *stack = find_stack(table, 16);
    UC_REQUIRE(stack != NULL);
    UC_EXPECT_EQ(stack->count, 2);
    UC_EXPECT_EQ(stack->depth, 1);
    UC_EXPECT_EQ(table->samples - before, 2);
}

UC_TEST(code_that_is_not_the_images_is_counted_as_such)
{
    const struct profile_table *table = find_table();
    UC_REQUIRE(table != NULL);

    tick_later(2 * timer.period, 16, 0, 0);
    const struct profile_stack *stack = find_stack(table, PROFILE_ELSEWHERE);
    UC_REQUIRE(stack != NULL);
    UC_EXPECT_EQ(stack->depth, 1);
}

/* Whether the architecture chains frames as below. */
static bool chains;

/* A chain of frames as deep as (frames) on the stack of this thread. */
static void sample_chain(unsigned frames, uint32_t first, uint32_t returns)
{
    uintptr_t chain[2 * (PROFILE_DEPTH + 4)];
    const uintptr_t start = image_start();

    for (unsigned i = 0; i < frames; i++) {
        chain[2 * i] = (uintptr_t)&chain[2 * (i + 1)];
        chain[2 * i + 1] = start + returns;
    }
    chain[2 * frames] = 0;
    chain[2 * frames + 1] = 0;
    uintptr_t one;
    chains = uc_arch_backtrace((uintptr_t)chain, (uintptr_t)chain,
                               (uintptr_t)(chain + 4), &one, 1) == 1;
    tick_later(2 * timer.period, start + first, (uintptr_t)chain,
               (uintptr_t)chain);
}

static void sample_chains(void *arg)
{
    (void)arg;
    sample_chain(3, 100, 200);
    sample_chain(PROFILE_DEPTH + 2, 101, 200);
    /* Frame pointers that lead nowhere: out of the stack, and not aligned. */
    uintptr_t local[2] = {0, image_start() + 5};
    const uintptr_t pc = image_start() + 102;
    tick_later(2 * timer.period, pc, UINTPTR_MAX - 7, (uintptr_t)local);
    tick_later(2 * timer.period, pc, (uintptr_t)local + 1, (uintptr_t)local);
    tick_later(2 * timer.period, pc, 0, (uintptr_t)local);
}

UC_TEST(callers_are_those_whose_frames_lie_on_the_threads_stack)
{
    const struct profile_table *table = find_table();
    struct uc_thread *thread;
    UC_REQUIRE(table != NULL);
    UC_REQUIRE(uc_thread_create(&thread, NULL, sample_chains, NULL) == 0);
    uc_thread_join(thread);

    const struct profile_stack *short_one = find_stack(table, 100);
    const struct profile_stack *deep = find_stack(table, 101);
    const struct profile_stack *lost = find_stack(table, 102);
    UC_REQUIRE(short_one != NULL && deep != NULL && lost != NULL);
    UC_EXPECT_EQ(lost->depth, 1);
    UC_EXPECT_EQ(lost->count, 3);
    if (chains) {
        UC_EXPECT_EQ(short_one->depth, 4);
        UC_EXPECT_EQ(short_one->offsets[3], 200);
        UC_EXPECT_EQ(deep->depth, PROFILE_DEPTH);
        UC_EXPECT_EQ(deep->cut, 1);
    }
}

static uintptr_t go_elsewhere(const struct uc_tick_at *at)
{
    return at->pc + 1;
}

UC_TEST(several_have_the_timer_by_the_shortest_period_each_by_its_own)
{
    static struct uc_tick slow = {
        .period = 10 * UC_NSEC_PER_MS,
        .tick = go_elsewhere,
    };
    const struct profile_table *table = find_table();
    UC_REQUIRE(table != NULL);
    const uint32_t before = table->samples;
    unsigned moved = 0;

    UC_EXPECT_EQ(uc_tick_add(&slow), 0);
    UC_EXPECT_EQ(timer.period, UC_NSEC_PER_MS);
    for (unsigned i = 0; i < 100; i++) {
        moved += tick_later(UC_NSEC_PER_MS, 16, 0, 0) != 16;
    }
    UC_EXPECT_EQ(table->samples - before, 100);
    UC_EXPECT(moved >= 9 && moved <= 11);
}

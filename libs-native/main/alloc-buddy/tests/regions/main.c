/* SPDX-License-Identifier: BSD-3-Clause */
/* Three regions, none a power of two, 102 pages in all. */
#include <stdint.h>

#include <uc/hosted.h>
#include <uc/pages.h>
#include <uc/test.h>

enum {
    FIRST = 25, /* 100 KiB */
    SECOND = 1,
    THIRD = 76,
    ALL = FIRST + SECOND + THIRD,
    RUNS_MAX = ALL,
};

struct run {
    unsigned char *pages;
    size_t count;
    unsigned char pattern;
};

static uint32_t random_state = 7;

static uint32_t random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static void prepare(void)
{
    static bool done;

    if (!done) {
        done = true;
        uc_hosted_memory_add(FIRST * UC_PAGE_SIZE);
        uc_hosted_memory_add(SECOND * UC_PAGE_SIZE);
        uc_hosted_memory_add(THIRD * UC_PAGE_SIZE);
    }
}

static size_t free_pages(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.free_pages;
}

static void fill(struct run *run)
{
    for (size_t i = 0; i < run->count * UC_PAGE_SIZE; i += 512) {
        run->pages[i] = run->pattern;
    }
}

static bool is_intact(const struct run *run)
{
    for (size_t i = 0; i < run->count * UC_PAGE_SIZE; i += 512) {
        if (run->pages[i] != run->pattern) {
            return false;
        }
    }
    return true;
}

UC_TEST(all_memory_of_all_regions_can_be_had_page_by_page_and_comes_back)
{
    void *page[ALL];

    prepare();
    UC_EXPECT_EQ(free_pages(), ALL);
    for (int i = 0; i < ALL; i++) {
        page[i] = uc_pages_alloc(1);
        UC_REQUIRE(page[i] != NULL);
        UC_EXPECT_EQ((uintptr_t)page[i] % UC_PAGE_SIZE, 0);
    }
    UC_EXPECT(uc_pages_alloc(1) == NULL);
    UC_EXPECT_EQ(free_pages(), 0);
    for (int i = 0; i < ALL; i++) {
        uc_pages_free(page[i * 37 % ALL], 1);
    }
    UC_EXPECT_EQ(free_pages(), ALL);
}

UC_TEST(the_tail_of_a_run_that_is_no_power_of_two_stays_free)
{
    prepare();
    void *five = uc_pages_alloc(5);
    UC_REQUIRE(five != NULL);
    UC_EXPECT_EQ(free_pages(), ALL - 5);
    uc_pages_free(five, 5);
    UC_EXPECT_EQ(free_pages(), ALL);
}

UC_TEST(the_largest_run_that_stats_tell_can_be_had)
{
    struct uc_pages_stats stats;

    prepare();
    uc_pages_stats(&stats);
    UC_EXPECT_EQ(stats.total_pages, ALL);
    UC_EXPECT_GE(stats.largest_free_pages, 32);
    void *run = uc_pages_alloc(stats.largest_free_pages);
    UC_REQUIRE(run != NULL);
    uc_pages_free(run, stats.largest_free_pages);
}

UC_TEST(impossible_counts_are_refused)
{
    prepare();
    UC_EXPECT(uc_pages_alloc(0) == NULL);
    UC_EXPECT(uc_pages_alloc(ALL) == NULL);
    UC_EXPECT(uc_pages_alloc(SIZE_MAX) == NULL);
    UC_EXPECT(uc_pages_alloc(SIZE_MAX / UC_PAGE_SIZE + 1) == NULL);
}

UC_TEST(random_runs_never_overlap_and_join_again_when_all_are_freed)
{
    static struct run run[RUNS_MAX];
    struct uc_pages_stats before, after;
    unsigned live = 0;
    unsigned served = 0;
    size_t used = 0;

    prepare();
    uc_pages_stats(&before);
    for (int i = 0; i < 20000; i++) {
        if (random32() % 2 == 0 && live < RUNS_MAX) {
            struct run r = {.count = 1 + random32() % 9,
                            .pattern = (unsigned char)i};

            r.pages = uc_pages_alloc(r.count);
            if (r.pages != NULL) {
                fill(&r);
                used += r.count;
                run[live++] = r;
                served++;
            }
        } else if (live > 0) {
            unsigned at = random32() % live;

            UC_REQUIRE(is_intact(&run[at]));
            uc_pages_free(run[at].pages, run[at].count);
            used -= run[at].count;
            run[at] = run[--live];
        }
        UC_REQUIRE(free_pages() == ALL - used);
    }
    UC_EXPECT_GT(served, 5000);
    while (live > 0) {
        live--;
        UC_EXPECT(is_intact(&run[live]));
        uc_pages_free(run[live].pages, run[live].count);
    }
    uc_pages_stats(&after);
    UC_EXPECT_EQ(after.free_pages, before.free_pages);
    UC_EXPECT_EQ(after.largest_free_pages, before.largest_free_pages);
}

static char *twice;

static void free_twice(void *arg)
{
    (void)arg;
    uc_pages_free(twice, 1);
    uc_pages_free(twice, 1);
}

static void free_inside(void *arg)
{
    (void)arg;
    uc_pages_free(twice, 4);
    uc_pages_free(twice + 2 * UC_PAGE_SIZE, 1);
}

static void free_elsewhere(void *arg)
{
    uc_pages_free(arg, 1);
}

UC_TEST(a_page_freed_twice_panics)
{
    prepare();
    twice = uc_pages_alloc(1);
    UC_EXPECT(uc_hosted_panics(free_twice, NULL, NULL, 0));
}

UC_TEST(a_page_freed_inside_a_free_block_panics)
{
    prepare();
    twice = uc_pages_alloc(4);
    UC_EXPECT(uc_hosted_panics(free_inside, NULL, NULL, 0));
}

UC_TEST(a_page_of_nobody_panics)
{
    static UC_ALIGNED(4096) char page[4096];

    prepare();
    UC_EXPECT(uc_hosted_panics(free_elsewhere, page, NULL, 0));
}

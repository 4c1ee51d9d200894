/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_PAGES_H
#define UC_SUITES_PAGES_H

/*
 * Conformance suite of contract "pages": included by one file of a test program
 * that links the provider. Uses at most 1 MiB, except for one test that takes
 * all there is and gives it back.
 *
 * A provider that never takes memory back (its README says so) defines
 * UC_SUITE_PAGES_KEEPS before the include.
 */
#include <uc/pages.h>
#include <uc/test.h>

enum {
    PAGES_SUITE_MAX = 128
};

static void pages_suite_fill(void *pages, size_t count, uint8_t value)
{
    uint8_t *at = pages;

    for (size_t i = 0; i < count * UC_PAGE_SIZE; i++) {
        at[i] = value;
    }
}

static bool pages_suite_holds(const void *pages, size_t count, uint8_t value)
{
    const uint8_t *at = pages;

    for (size_t i = 0; i < count * UC_PAGE_SIZE; i++) {
        if (at[i] != value) {
            return false;
        }
    }
    return true;
}

UC_TEST(pages_are_aligned_and_do_not_overlap)
{
    static const size_t counts[] = {1, 2, 3, 1, 7, 8, 1, 16, 5, 1};
    void *pages[UC_ARRAY_SIZE(counts)];

    for (unsigned i = 0; i < UC_ARRAY_SIZE(counts); i++) {
        pages[i] = uc_pages_alloc(counts[i]);
        UC_REQUIRE(pages[i] != NULL);
        UC_EXPECT_EQ((uintptr_t)pages[i] % UC_PAGE_SIZE, 0);
        pages_suite_fill(pages[i], counts[i], (uint8_t)(i + 1));
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(counts); i++) {
        UC_EXPECT(pages_suite_holds(pages[i], counts[i], (uint8_t)(i + 1)));
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(counts); i++) {
        uc_pages_free(pages[i], counts[i]);
    }
}

UC_TEST(pages_that_cannot_be_had_are_null)
{
    struct uc_pages_stats stats;

    UC_EXPECT(uc_pages_alloc(SIZE_MAX) == NULL);
    UC_EXPECT(uc_pages_alloc(SIZE_MAX / UC_PAGE_SIZE + 2) == NULL);
    uc_pages_stats(&stats);
    UC_EXPECT(uc_pages_alloc(stats.total_pages + 1) == NULL);
}

UC_TEST(pages_stats_keep_count)
{
    struct uc_pages_stats before;
    struct uc_pages_stats during;

    uc_pages_stats(&before);
    UC_EXPECT_GT(before.total_pages, 0);
    UC_EXPECT_LE(before.free_pages, before.total_pages);
    UC_EXPECT_LE(before.largest_free_pages, before.free_pages);
    void *pages = uc_pages_alloc(4);
    UC_REQUIRE(pages != NULL);
    uc_pages_stats(&during);
    UC_EXPECT_EQ(during.total_pages, before.total_pages);
    /* A provider may round up. */
    UC_EXPECT_LE(during.free_pages, before.free_pages - 4);
    uc_pages_free(pages, 4);
}

UC_TEST(pages_of_the_size_that_stats_promise_can_be_had)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    UC_REQUIRE(stats.largest_free_pages > 0);
    void *pages = uc_pages_alloc(stats.largest_free_pages);
    UC_REQUIRE(pages != NULL);
    uc_pages_free(pages, stats.largest_free_pages);
}

#ifndef UC_SUITE_PAGES_KEEPS
UC_TEST(pages_come_back_when_they_are_freed)
{
    struct uc_pages_stats before;
    struct uc_pages_stats after;
    void *pages[PAGES_SUITE_MAX];

    uc_pages_stats(&before);
    for (unsigned round = 0; round < 100; round++) {
        unsigned count = 0;
        for (size_t taken = 0; taken < PAGES_SUITE_MAX; count++) {
            pages[count] = uc_pages_alloc(1 + count % 3);
            UC_REQUIRE(pages[count] != NULL);
            taken += 1 + count % 3;
        }
        /* Every other one, then the rest: neighbours join again. */
        for (unsigned i = 0; i < count; i += 2) {
            uc_pages_free(pages[i], 1 + i % 3);
        }
        for (unsigned i = 1; i < count; i += 2) {
            uc_pages_free(pages[i], 1 + i % 3);
        }
    }
    uc_pages_stats(&after);
    UC_EXPECT_EQ(after.free_pages, before.free_pages);
    UC_EXPECT_EQ(after.largest_free_pages, before.largest_free_pages);
}

/* Chains the pages through their first word, so it needs no other memory. */
UC_TEST(pages_run_out_and_come_back)
{
    struct uc_pages_stats before;
    struct uc_pages_stats after;
    void **taken = NULL;
    size_t count = 0;

    uc_pages_stats(&before);
    for (void **page; (page = uc_pages_alloc(1)) != NULL; taken = page) {
        *page = taken;
        count++;
    }
    UC_EXPECT_EQ(count, before.free_pages);
    while (taken != NULL) {
        void **next = *taken;
        uc_pages_free(taken, 1);
        taken = next;
    }
    uc_pages_stats(&after);
    UC_EXPECT_EQ(after.free_pages, before.free_pages);
    UC_EXPECT_EQ(after.largest_free_pages, before.largest_free_pages);
}
#endif

#endif /* UC_SUITES_PAGES_H */

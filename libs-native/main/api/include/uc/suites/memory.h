/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_MEMORY_H
#define UC_SUITES_MEMORY_H

/*
 * Conformance suite of memory regions and device addresses of contract "plat":
 * included by one file of a test program. Where a provider of "pages" owns the
 * regions, it writes to pages that it took from there, and else to the regions.
 */
#include <uc/errors.h>
#include <uc/plat.h>
#include <uc/test.h>

UC_TEST(memory_regions_are_whole_pages_ascending_and_apart)
{
    struct uc_plat_memory region;
    uintptr_t end = 0;
    unsigned count = 0;

    while (uc_plat_memory_region(count, &region) == 0) {
        UC_REQUIRE(region.bytes > 0);
        UC_EXPECT_EQ((uintptr_t)region.base % UC_PAGE_SIZE, 0);
        UC_EXPECT_EQ(region.bytes % UC_PAGE_SIZE, 0);
        UC_EXPECT((uintptr_t)region.base >= end);
        end = (uintptr_t)region.base + region.bytes;
        UC_REQUIRE(end > (uintptr_t)region.base);
        count++;
        UC_REQUIRE(count < 1000);
    }
    UC_EXPECT_GT(count, 0);
    UC_EXPECT_EQ(uc_plat_memory_region(count, &region), -UC_ENOENT);
    UC_EXPECT_EQ(uc_plat_memory_region(UINT32_MAX, &region), -UC_ENOENT);
}

UC_TEST(memory_regions_leave_the_image_and_its_stack_out)
{
    struct uc_plat_memory region;
    uintptr_t start = 0;
    uintptr_t text_end = 0;
    uintptr_t end = 0;
    int on_stack = 0;

    uc_plat_image(&start, &text_end, &end);
    UC_EXPECT(start < text_end && text_end <= end);
    for (unsigned i = 0; uc_plat_memory_region(i, &region) == 0; i++) {
        uintptr_t lo = (uintptr_t)region.base;
        uintptr_t hi = lo + region.bytes;
        UC_EXPECT(end <= lo || start >= hi);
        UC_EXPECT((uintptr_t)&on_stack < lo || (uintptr_t)&on_stack >= hi);
    }
}

/* A weak hook: the image may hold no provider. */
void *uc_pages_alloc(size_t count) UC_WEAK;
void uc_pages_free(void *pages, size_t count) UC_WEAK;

static bool memory_suite_write_ends(void *base, size_t bytes)
{
    volatile uint8_t *first = base;
    volatile uint8_t *last = first + bytes - 1;

    *first = 0x12;
    *last = 0x34;
    return *first == 0x12 && *last == 0x34;
}

static bool memory_suite_in_region(const void *page)
{
    struct uc_plat_memory region;

    for (unsigned i = 0; uc_plat_memory_region(i, &region) == 0; i++) {
        if ((uintptr_t)page - (uintptr_t)region.base < region.bytes) {
            return true;
        }
    }
    return false;
}

UC_TEST(memory_of_regions_can_be_written)
{
    struct uc_plat_memory region;

    if (uc_pages_alloc != NULL) {
        void *page = uc_pages_alloc(1);
        UC_REQUIRE(page != NULL);
        UC_EXPECT(memory_suite_in_region(page));
        UC_EXPECT(memory_suite_write_ends(page, UC_PAGE_SIZE));
        uc_pages_free(page, 1);
        return;
    }
    for (unsigned i = 0; uc_plat_memory_region(i, &region) == 0; i++) {
        UC_EXPECT(memory_suite_write_ends(region.base, region.bytes));
    }
}

UC_TEST(memory_guarded_and_released_holds_what_it_held)
{
    struct uc_plat_memory region;

    UC_REQUIRE(uc_plat_memory_region(0, &region) == 0);
    void *base = uc_pages_alloc == NULL ? region.base : uc_pages_alloc(1);
    volatile uint8_t *page = base;
    UC_REQUIRE(page != NULL);
    page[100] = 0x56;
    int err = uc_plat_memory_guard(base, true);
    if (err == -UC_ENOSYS) {
        uc_test_skip("the platform has no guard pages");
    } else {
        UC_EXPECT_EQ(err, 0);
        UC_EXPECT_EQ(uc_plat_memory_guard(base, false), 0);
        UC_EXPECT_EQ(page[100], 0x56);
    }
    if (uc_pages_free != NULL) {
        uc_pages_free(base, 1);
    }
}

UC_TEST(dma_segments_cover_a_buffer_exactly)
{
    static uint8_t buffer[5 * 4096];
    struct uc_dma_seg segs[8];
    size_t sum = 0;

    int n = uc_dma_map(buffer + 7, sizeof buffer - 7, segs, 8);
    UC_REQUIRE(n > 0 && n <= 8);
    for (int i = 0; i < n; i++) {
        UC_EXPECT_GT(segs[i].bytes, 0);
        sum += segs[i].bytes;
    }
    UC_EXPECT_EQ(sum, sizeof buffer - 7);
    UC_EXPECT_EQ(uc_dma_map(buffer, 1, segs, 0), -UC_E2BIG);
    UC_EXPECT_EQ(uc_dma_map(NULL, 1, segs, 8), -UC_EFAULT);
}

#endif /* UC_SUITES_MEMORY_H */

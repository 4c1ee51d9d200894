/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_ASPACE_H
#define UC_SUITES_ASPACE_H

/*
 * Conformance suite of contract "aspace": included by one file of a test
 * program that links the provider and no other user of uc_hook_aspace_fault.
 * Faults are real ones: the program touches pages. Wants 2 MiB of memory.
 */
#include <uc/arch.h>
#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/pages.h>
#include <uc/plat/paging.h>
#include <uc/test.h>

/* More than any test machine has memory; the range of programs is larger. */
#define ASPACE_SUITE_BIG ((size_t)1 << (sizeof(void *) == 8 ? 30 : 27))

enum {
    ASPACE_SUITE_RW = UC_ASPACE_READ | UC_ASPACE_WRITE,
    /* Tables and descriptions may stay when mappings go. */
    ASPACE_SUITE_KEPT = 24,
};

static volatile struct { /* faults come between any two lines */
    struct uc_aspace_fault last;
    unsigned count;
    void *mend; /* page that becomes writable, so that the access succeeds */
} aspace_suite;

static void aspace_suite_mend(void)
{
    const struct uc_aspace_mapping map = {ASPACE_SUITE_RW, ASPACE_SUITE_RW,
                                          UC_ASPACE_FIXED, NULL, 0};
    void *at = aspace_suite.mend;

    if (uc_aspace_protect(at, UC_PAGE_SIZE, ASPACE_SUITE_RW) < 0) {
        (void)uc_aspace_map(&at, UC_PAGE_SIZE, &map);
    }
}

bool uc_hook_aspace_fault(const struct uc_aspace_fault *fault,
                          struct uc_trap_frame *frame)
{
    if (aspace_suite.mend == NULL) {
        return false;
    }
    aspace_suite.last = *fault;
    aspace_suite.count++;
    return uc_trap_call(frame, 0, aspace_suite_mend);
}

static volatile char *aspace_suite_map(size_t pages, unsigned prot,
                                       unsigned flags)
{
    const struct uc_aspace_mapping map = {(uint8_t)prot, ASPACE_SUITE_RW,
                                          (uint8_t)flags, NULL, 0};
    void *at = NULL;

    return uc_aspace_map(&at, pages * UC_PAGE_SIZE, &map) == 0 ? at : NULL;
}

static void aspace_suite_unmap(volatile char *at, size_t pages)
{
    UC_EXPECT_EQ(uc_aspace_unmap((void *)(uintptr_t)at, pages * UC_PAGE_SIZE),
                 0);
}

static int aspace_suite_protect(volatile char *at, size_t pages, unsigned prot)
{
    return uc_aspace_protect((void *)(uintptr_t)at, pages * UC_PAGE_SIZE, prot);
}

static size_t aspace_suite_free(void)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    return stats.free_pages;
}

/* Whether an access to (at) is refused for (reason); afterwards it has been
 * mended. */
static bool aspace_suite_refused(volatile char *at, bool write,
                                 enum uc_aspace_reason reason)
{
    const unsigned before = aspace_suite.count;

    aspace_suite.mend = (void *)UC_ALIGN_DOWN((uintptr_t)at, UC_PAGE_SIZE);
    if (write) {
        *at = 7;
    } else {
        (void)*at;
    }
    aspace_suite.mend = NULL;
    return aspace_suite.count == before + 1 &&
           aspace_suite.last.reason == reason &&
           aspace_suite.last.write == write &&
           aspace_suite.last.address == (uintptr_t)at;
}

UC_TEST(aspace_pages_come_zeroed_where_they_are_touched)
{
    volatile char *at = aspace_suite_map(1, ASPACE_SUITE_RW, 0);

    UC_REQUIRE(at != NULL);
    aspace_suite_unmap(at, 1); /* the heap and tables have their pages now */
    const size_t before = aspace_suite_free();
    at = aspace_suite_map(64, ASPACE_SUITE_RW, 0);
    UC_REQUIRE(at != NULL);
    if (uc_plat_paging_on_demand()) {
        UC_EXPECT_LE(before - aspace_suite_free(), 2);
    }
    for (size_t i = 0; i < 64 * UC_PAGE_SIZE; i += UC_PAGE_SIZE / 2) {
        UC_EXPECT_EQ(at[i], 0);
        at[i] = (char)(i / UC_PAGE_SIZE);
    }
    for (size_t i = 0; i < 64 * UC_PAGE_SIZE; i += UC_PAGE_SIZE / 2) {
        UC_EXPECT_EQ(at[i], (char)(i / UC_PAGE_SIZE));
    }
    aspace_suite_unmap(at, 64);
    UC_EXPECT_LE(before - aspace_suite_free(), ASPACE_SUITE_KEPT);
}

UC_TEST(aspace_addresses_alone_take_no_memory)
{
    const size_t pages = ASPACE_SUITE_BIG / UC_PAGE_SIZE;
    const size_t before = aspace_suite_free();
    volatile char *at = aspace_suite_map(pages, 0, 0);

    UC_REQUIRE(at != NULL);
    UC_EXPECT_EQ(
        aspace_suite_protect(at + ASPACE_SUITE_BIG / 2, 1, ASPACE_SUITE_RW), 0);
    at[ASPACE_SUITE_BIG / 2] = 1;
    UC_EXPECT_LE(before - aspace_suite_free(), 12);
    UC_EXPECT(aspace_suite_refused(at + ASPACE_SUITE_BIG / 2 - 1, false,
                                   UC_ASPACE_DENIED));
    aspace_suite_unmap(at, pages);
    UC_EXPECT_LE(before - aspace_suite_free(), ASPACE_SUITE_KEPT);
}

UC_TEST(aspace_promises_no_more_than_there_is)
{
    const size_t pages = aspace_suite_free() + 1;
    volatile char *half = aspace_suite_map(pages / 2, 0, 0);

    UC_REQUIRE(half != NULL);
    aspace_suite_unmap(half, pages / 2);
    UC_EXPECT(aspace_suite_map(pages, ASPACE_SUITE_RW, 0) == NULL);
    if (!uc_plat_paging_on_demand()) {
        UC_EXPECT(aspace_suite_map(pages, ASPACE_SUITE_RW, UC_ASPACE_LAZY) ==
                  NULL);
        return;
    }
    volatile char *lazy =
        aspace_suite_map(pages, ASPACE_SUITE_RW, UC_ASPACE_LAZY);
    half = aspace_suite_map(pages / 2, ASPACE_SUITE_RW, 0);
    UC_EXPECT(lazy != NULL && half != NULL);
    UC_EXPECT(aspace_suite_map(pages / 2 + 1, ASPACE_SUITE_RW, 0) == NULL);
    aspace_suite_unmap(half, pages / 2);
    half = aspace_suite_map(pages / 2, ASPACE_SUITE_RW, 0);
    UC_EXPECT(half != NULL);
    aspace_suite_unmap(half, pages / 2);
    aspace_suite_unmap(lazy, pages);
}

UC_TEST(aspace_refuses_what_is_protected)
{
    volatile char *at = aspace_suite_map(4, ASPACE_SUITE_RW, 0);

    UC_REQUIRE(at != NULL);
    at[0] = at[UC_PAGE_SIZE] = at[3 * UC_PAGE_SIZE] = 5;
    UC_EXPECT_EQ(aspace_suite_protect(at, 3, UC_ASPACE_READ), 0);
    UC_EXPECT_EQ(at[0], 5);
    UC_EXPECT_EQ(at[2 * UC_PAGE_SIZE], 0);
    UC_EXPECT(aspace_suite_refused(at, true, UC_ASPACE_DENIED));
    UC_EXPECT_EQ(at[0], 7);
    UC_EXPECT(
        aspace_suite_refused(at + 2 * UC_PAGE_SIZE, true, UC_ASPACE_DENIED));
    UC_EXPECT_EQ(aspace_suite_protect(at, 4, 0), 0);
    UC_EXPECT(aspace_suite_refused(at + 4 * UC_PAGE_SIZE - 1, false,
                                   UC_ASPACE_DENIED));
    UC_EXPECT_EQ(at[3 * UC_PAGE_SIZE], 5); /* it was kept */
    UC_EXPECT_EQ(aspace_suite_protect(at, 4, ASPACE_SUITE_RW), 0);
    UC_EXPECT_EQ(at[UC_PAGE_SIZE], 5);
    aspace_suite_unmap(at, 4);
    UC_EXPECT(aspace_suite_refused(at + 1, false, UC_ASPACE_UNMAPPED));
    UC_EXPECT_EQ(at[1], 0);
    aspace_suite_unmap(at, 1);
}

UC_TEST(aspace_unmaps_and_protects_parts)
{
    volatile char *at = aspace_suite_map(8, ASPACE_SUITE_RW, 0);

    UC_REQUIRE(at != NULL);
    for (unsigned i = 0; i < 8; i++) {
        at[i * UC_PAGE_SIZE] = (char)('a' + i);
    }
    aspace_suite_unmap(at + 2 * UC_PAGE_SIZE, 2);
    UC_EXPECT_EQ(aspace_suite_protect(at, 8, UC_ASPACE_READ), -UC_ENOMEM);
    at[0] = 'a'; /* nothing has changed */
    UC_EXPECT_EQ(aspace_suite_protect(at, 2, UC_ASPACE_READ), 0);
    UC_EXPECT_EQ(at[UC_PAGE_SIZE], 'b');
    UC_EXPECT_EQ(at[7 * UC_PAGE_SIZE], 'h');
    UC_EXPECT(
        aspace_suite_refused(at + 3 * UC_PAGE_SIZE, false, UC_ASPACE_UNMAPPED));
    aspace_suite_unmap(at, 8); /* holes are no error */
    aspace_suite_unmap(at, 8);
}

UC_TEST(aspace_gives_pages_back_and_has_zeros_again)
{
    volatile char *at = aspace_suite_map(16, ASPACE_SUITE_RW, 0);
    size_t before;

    UC_REQUIRE(at != NULL);
    for (unsigned i = 0; i < 16; i++) {
        at[i * UC_PAGE_SIZE] = 'x';
    }
    before = aspace_suite_free();
    UC_EXPECT_EQ(uc_aspace_discard((void *)(uintptr_t)(at + UC_PAGE_SIZE),
                                   14 * UC_PAGE_SIZE),
                 0);
    if (uc_plat_paging_on_demand()) {
        UC_EXPECT_EQ(aspace_suite_free(), before + 14);
    }
    UC_EXPECT_EQ(at[0], 'x');
    UC_EXPECT_EQ(at[UC_PAGE_SIZE], 0);
    UC_EXPECT_EQ(at[15 * UC_PAGE_SIZE], 'x');
    aspace_suite_unmap(at, 16);
}

UC_TEST(aspace_maps_at_an_address_and_replaces_or_keeps)
{
    volatile char *at = aspace_suite_map(4, ASPACE_SUITE_RW, 0);
    void *where = (void *)(uintptr_t)(at + UC_PAGE_SIZE);
    struct uc_aspace_mapping map = {ASPACE_SUITE_RW, ASPACE_SUITE_RW,
                                    UC_ASPACE_KEEP, NULL, 0};

    UC_REQUIRE(at != NULL);
    at[0] = at[UC_PAGE_SIZE] = 'x';
    UC_EXPECT_EQ(uc_aspace_map(&where, UC_PAGE_SIZE, &map), -UC_EEXIST);
    UC_EXPECT_EQ(at[UC_PAGE_SIZE], 'x');
    map.flags = UC_ASPACE_FIXED;
    UC_EXPECT_EQ(uc_aspace_map(&where, UC_PAGE_SIZE, &map), 0);
    UC_EXPECT(where == (void *)(uintptr_t)(at + UC_PAGE_SIZE));
    UC_EXPECT_EQ(at[UC_PAGE_SIZE], 0);
    UC_EXPECT_EQ(at[0], 'x');
    aspace_suite_unmap(at, 4);
    /* As a wish: where it was, as nothing is there. */
    map.flags = 0;
    UC_EXPECT_EQ(uc_aspace_map(&where, UC_PAGE_SIZE, &map), 0);
    UC_EXPECT(where == (void *)(uintptr_t)(at + UC_PAGE_SIZE));
    aspace_suite_unmap(at + UC_PAGE_SIZE, 1);
}

UC_TEST(aspace_resizes_in_place_and_elsewhere)
{
    volatile char *at = aspace_suite_map(4, ASPACE_SUITE_RW, 0);
    void *where = (void *)(uintptr_t)at;

    UC_REQUIRE(at != NULL);
    at[0] = 'a';
    at[3 * UC_PAGE_SIZE] = 'd';
    UC_EXPECT_EQ(uc_aspace_resize(&where, 4 * UC_PAGE_SIZE, 2 * UC_PAGE_SIZE,
                                  false, NULL),
                 0);
    UC_EXPECT_EQ(uc_aspace_resize(&where, 2 * UC_PAGE_SIZE, 4 * UC_PAGE_SIZE,
                                  false, NULL),
                 0);
    UC_EXPECT(where == (void *)(uintptr_t)at);
    UC_EXPECT_EQ(at[0], 'a');
    UC_EXPECT_EQ(at[3 * UC_PAGE_SIZE], 0);
    /* A neighbour is in the way. */
    void *neighbour = (void *)(uintptr_t)(at + 4 * UC_PAGE_SIZE);
    struct uc_aspace_mapping map = {UC_ASPACE_READ, UC_ASPACE_READ,
                                    UC_ASPACE_FIXED, NULL, 0};
    UC_EXPECT_EQ(uc_aspace_map(&neighbour, UC_PAGE_SIZE, &map), 0);
    UC_EXPECT_EQ(uc_aspace_resize(&where, 4 * UC_PAGE_SIZE, 8 * UC_PAGE_SIZE,
                                  false, NULL),
                 -UC_ENOMEM);
    UC_EXPECT_EQ(uc_aspace_resize(&where, 4 * UC_PAGE_SIZE, 8 * UC_PAGE_SIZE,
                                  true, NULL),
                 0);
    volatile char *moved = where;
    UC_EXPECT(moved != at);
    UC_EXPECT_EQ(moved[0], 'a');
    UC_EXPECT_EQ(moved[7 * UC_PAGE_SIZE], 0);
    UC_EXPECT(aspace_suite_refused(at, false, UC_ASPACE_UNMAPPED));
    /* To a place of the caller's choice. */
    void *to = (void *)(uintptr_t)at;
    UC_EXPECT_EQ(
        uc_aspace_resize(&where, 8 * UC_PAGE_SIZE, UC_PAGE_SIZE, true, &to), 0);
    UC_EXPECT(where == to);
    UC_EXPECT_EQ(at[0], 'a');
    UC_EXPECT_EQ(
        uc_aspace_resize(&where, 2 * UC_PAGE_SIZE, UC_PAGE_SIZE, true, NULL),
        -UC_EFAULT);
    aspace_suite_unmap(at, 5);
}

UC_TEST(aspace_refuses_addresses_that_wrap_or_are_the_images)
{
    static char image[UC_PAGE_SIZE] UC_ALIGNED(4096);
    const struct uc_aspace_mapping map = {ASPACE_SUITE_RW, ASPACE_SUITE_RW,
                                          UC_ASPACE_FIXED, NULL, 0};
    const struct uc_aspace_mapping any = {ASPACE_SUITE_RW, ASPACE_SUITE_RW, 0,
                                          NULL, 0};
    void *page = uc_pages_alloc(1);
    void *const bad[] = {
        NULL,
        image,
        page,
        (void *)(uintptr_t)aspace_suite_map,
        (void *)UC_ALIGN_DOWN((uintptr_t)&map, UC_PAGE_SIZE),
        (void *)(UINTPTR_MAX - UC_PAGE_SIZE + 1),
    };
    void *at = NULL;

    UC_REQUIRE(page != NULL);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
        at = (void *)UC_ALIGN_DOWN((uintptr_t)bad[i], UC_PAGE_SIZE);
        UC_EXPECT_EQ(uc_aspace_map(&at, UC_PAGE_SIZE, &map), -UC_ENOMEM);
        UC_EXPECT_EQ(uc_aspace_map(&at, SIZE_MAX, &map), -UC_ENOMEM);
        UC_EXPECT_EQ(uc_aspace_protect(at, UC_PAGE_SIZE, 0), -UC_ENOMEM);
        UC_EXPECT_EQ(uc_aspace_discard(at, UC_PAGE_SIZE), -UC_ENOMEM);
        UC_EXPECT_EQ(
            uc_aspace_resize(&at, UC_PAGE_SIZE, 2 * UC_PAGE_SIZE, true, NULL),
            -UC_EFAULT);
        UC_EXPECT_EQ(uc_aspace_unmap(at, UC_PAGE_SIZE), 0);
    }
    image[0] = 1; /* still there */
    *(volatile char *)page = 1;
    uc_pages_free(page, 1);
    at = NULL;
    UC_EXPECT_EQ(uc_aspace_map(&at, 0, &any), -UC_EINVAL);
    UC_EXPECT_EQ(uc_aspace_map(&at, SIZE_MAX, &any), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_aspace_map(&at, SIZE_MAX - 1000 * UC_PAGE_SIZE, &any),
                 -UC_ENOMEM);
    at = (char *)NULL + 1;
    UC_EXPECT_EQ(uc_aspace_map(&at, 1, &map), -UC_EINVAL);
    UC_EXPECT_EQ(uc_aspace_unmap(at, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_aspace_protect(at, 1, 0), -UC_EINVAL);
    UC_EXPECT_EQ(uc_aspace_populate(at, 1, true), 0); /* not of programs */
}

UC_TEST(aspace_brings_all_pages_where_that_is_asked_for)
{
    volatile char *at = aspace_suite_map(8, ASPACE_SUITE_RW, UC_ASPACE_LAZY);

    UC_REQUIRE(at != NULL);
    UC_EXPECT_EQ(uc_aspace_populate((void *)(uintptr_t)(at + 100),
                                    7 * UC_PAGE_SIZE, true),
                 0);
    for (unsigned i = 0; i < 8; i++) {
        UC_EXPECT(uc_aspace_page((void *)(uintptr_t)(at + i * UC_PAGE_SIZE)) !=
                  NULL);
    }
    at[5] = 'x';
    UC_EXPECT_EQ(*(char *)uc_aspace_page((void *)(uintptr_t)(at + 5)), 'x');
    UC_EXPECT_EQ(aspace_suite_protect(at, 8, UC_ASPACE_READ), 0);
    UC_EXPECT_EQ(uc_aspace_populate((void *)(uintptr_t)at, 1, true),
                 -UC_EFAULT);
    UC_EXPECT_EQ(uc_aspace_populate((void *)(uintptr_t)at, 1, false), 0);
    UC_EXPECT_EQ(uc_aspace_populate((void *)(uintptr_t)at, SIZE_MAX, false),
                 -UC_EFAULT);
    aspace_suite_unmap(at, 8);
    UC_EXPECT(uc_aspace_page((void *)(uintptr_t)at) == NULL);
}

#endif /* UC_SUITES_ASPACE_H */

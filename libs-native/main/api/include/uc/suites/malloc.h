/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_MALLOC_H
#define UC_SUITES_MALLOC_H

/*
 * Conformance suite of contract "malloc": included by one file of a test
 * program that links the provider. Uses at most 4 MiB, except for one test that
 * takes all there is and gives it back.
 *
 * A provider that never takes memory back (its README says so) defines
 * UC_SUITE_MALLOC_KEEPS before the include.
 */
#include <uc/malloc.h>
#include <uc/test.h>

enum {
    MALLOC_SUITE_ALIGN = sizeof(void *) == 8 ? 16 : 8,
    MALLOC_SUITE_BLOCKS = 64,
};

static void malloc_suite_fill(void *block, size_t bytes, uint8_t value)
{
    for (size_t i = 0; i < bytes; i++) {
        ((uint8_t *)block)[i] = value;
    }
}

static bool malloc_suite_holds(const void *block, size_t bytes, uint8_t value)
{
    for (size_t i = 0; i < bytes; i++) {
        if (((const uint8_t *)block)[i] != value) {
            return false;
        }
    }
    return true;
}

static uint32_t malloc_suite_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

UC_TEST(malloc_aligns_and_keeps_blocks_apart)
{
    void *blocks[MALLOC_SUITE_BLOCKS];

    for (unsigned i = 0; i < MALLOC_SUITE_BLOCKS; i++) {
        blocks[i] = uc_malloc(1 + i * 13);
        UC_REQUIRE(blocks[i] != NULL);
        UC_EXPECT_EQ((uintptr_t)blocks[i] % MALLOC_SUITE_ALIGN, 0);
        malloc_suite_fill(blocks[i], 1 + i * 13, (uint8_t)i);
    }
    for (unsigned i = 0; i < MALLOC_SUITE_BLOCKS; i++) {
        UC_EXPECT(malloc_suite_holds(blocks[i], 1 + i * 13, (uint8_t)i));
        uc_free(blocks[i]);
    }
}

UC_TEST(malloc_of_nothing_gives_what_free_takes)
{
    void *a = uc_malloc(0);
    void *b = uc_malloc(0);

    UC_EXPECT(a == NULL || a != b);
    uc_free(a);
    uc_free(b);
    uc_free(NULL);
}

UC_TEST(malloc_usable_is_enough_and_really_usable)
{
    static const size_t sizes[] = {1, 7, 16, 100, 1000, 5000, 40000};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        void *block = uc_malloc(sizes[i]);
        UC_REQUIRE(block != NULL);
        size_t usable = uc_malloc_usable(block);
        UC_EXPECT_GE(usable, sizes[i]);
        malloc_suite_fill(block, usable, 0x5a);
        UC_EXPECT(malloc_suite_holds(block, usable, 0x5a));
        uc_free(block);
    }
}

UC_TEST(calloc_gives_zeros_also_from_used_memory)
{
    for (unsigned round = 0; round < 8; round++) {
        void *dirty = uc_malloc(3000);
        UC_REQUIRE(dirty != NULL);
        malloc_suite_fill(dirty, 3000, 0xff);
        uc_free(dirty);
        void *clean = uc_calloc(30, 100);
        UC_REQUIRE(clean != NULL);
        UC_EXPECT(malloc_suite_holds(clean, 3000, 0));
        uc_free(clean);
    }
}

UC_TEST(calloc_refuses_a_product_that_overflows)
{
    UC_EXPECT(uc_calloc(SIZE_MAX / 2 + 1, 2) == NULL);
    UC_EXPECT(uc_calloc(SIZE_MAX / 16 + 1, 17) == NULL);
    UC_EXPECT(uc_calloc((size_t)1 << (4 * sizeof(size_t)),
                        (size_t)1 << (4 * sizeof(size_t))) == NULL);
}

UC_TEST(malloc_refuses_what_cannot_be)
{
    UC_EXPECT(uc_malloc(SIZE_MAX) == NULL);
    UC_EXPECT(uc_malloc(SIZE_MAX - 64) == NULL);
    UC_EXPECT(uc_malloc(SIZE_MAX / 2) == NULL);
    UC_EXPECT(uc_memalign(4096, SIZE_MAX - 4096) == NULL);
}

UC_TEST(realloc_keeps_contents_growing_and_shrinking)
{
    static const size_t sizes[] = {10, 100, 1000, 9000, 70000, 300, 20, 5000};
    uint8_t *block = uc_realloc(NULL, 5);

    UC_REQUIRE(block != NULL);
    malloc_suite_fill(block, 5, 0x33);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        uint8_t *moved = uc_realloc(block, sizes[i]);
        UC_REQUIRE(moved != NULL);
        block = moved;
        UC_EXPECT(malloc_suite_holds(block, 5, 0x33));
        UC_EXPECT_EQ((uintptr_t)block % MALLOC_SUITE_ALIGN, 0);
        malloc_suite_fill(block + 5, sizes[i] - 5, (uint8_t)i);
    }
    uc_free(block);
}

UC_TEST(realloc_that_fails_leaves_the_block_as_it_was)
{
    uint8_t *block = uc_malloc(50);

    UC_REQUIRE(block != NULL);
    malloc_suite_fill(block, 50, 0x77);
    UC_EXPECT(uc_realloc(block, SIZE_MAX - 4096) == NULL);
    UC_EXPECT(malloc_suite_holds(block, 50, 0x77));
    uc_free(block);
}

UC_TEST(memalign_aligns_as_asked)
{
    for (size_t align = 1; align <= 16384; align *= 2) {
        void *a = uc_memalign(align, 100);
        void *b = uc_memalign(align, 1);
        UC_REQUIRE(a != NULL && b != NULL);
        UC_EXPECT_EQ((uintptr_t)a % align, 0);
        UC_EXPECT_EQ((uintptr_t)b % align, 0);
        malloc_suite_fill(a, 100, 1);
        malloc_suite_fill(b, 1, 2);
        UC_EXPECT(malloc_suite_holds(a, 100, 1));
        uc_free(a);
        uc_free(b);
    }
}

UC_TEST(malloc_under_random_load_corrupts_nothing)
{
    static struct {
        uint8_t *block;
        size_t bytes;
        uint8_t value;
    } slots[MALLOC_SUITE_BLOCKS];
    uint32_t random = 12345;

    for (unsigned step = 0; step < 20000; step++) {
        uint32_t r = malloc_suite_random(&random);
        unsigned at = r % MALLOC_SUITE_BLOCKS;
        if (slots[at].block != NULL) {
            UC_REQUIRE(malloc_suite_holds(slots[at].block, slots[at].bytes,
                                          slots[at].value));
            uc_free(slots[at].block);
            slots[at].block = NULL;
        }
        /* Mostly small ones, now and then a large one. */
        size_t bytes = (r >> 8) % ((r >> 28) == 0 ? 40000 : 400);
        slots[at].block = uc_malloc(bytes);
        UC_REQUIRE(slots[at].block != NULL || bytes == 0);
        slots[at].bytes = slots[at].block == NULL ? 0 : bytes;
        slots[at].value = (uint8_t)r;
        malloc_suite_fill(slots[at].block, slots[at].bytes, slots[at].value);
    }
    for (unsigned i = 0; i < MALLOC_SUITE_BLOCKS; i++) {
        uc_free(slots[i].block);
        slots[i].block = NULL;
    }
}

UC_TEST(malloc_stats_keep_count)
{
    struct uc_malloc_stats before;
    struct uc_malloc_stats during;

    uc_malloc_stats(&before);
    void *block = uc_malloc(10000);
    UC_REQUIRE(block != NULL);
    uc_malloc_stats(&during);
    UC_EXPECT_GE(during.used_bytes, before.used_bytes + 10000);
    UC_EXPECT_GE(during.heap_bytes, during.used_bytes);
    uc_free(block);
}

#ifndef UC_SUITE_MALLOC_KEEPS
UC_TEST(malloc_gives_back_what_was_freed)
{
    struct uc_malloc_stats before;
    struct uc_malloc_stats after;

    uc_malloc_stats(&before);
    for (unsigned round = 0; round < 200; round++) {
        void *a = uc_malloc(50000);
        void *b = uc_memalign(256, 3000);
        UC_REQUIRE(a != NULL && b != NULL);
        uc_free(a);
        uc_free(b);
    }
    uc_malloc_stats(&after);
    UC_EXPECT_EQ(after.used_bytes, before.used_bytes);
}

/* Chains the blocks through their first word, so it needs no other memory. */
UC_TEST(malloc_runs_out_and_recovers)
{
    enum {
        BYTES = 60000
    };
    void **taken = NULL;
    unsigned first = 0;
    unsigned second = 0;

    for (void **block; (block = uc_malloc(BYTES)) != NULL; taken = block) {
        *block = taken;
        first++;
    }
    UC_EXPECT_GT(first, 0);
    for (void **next; taken != NULL; taken = next) {
        next = *taken;
        uc_free(taken);
    }
    for (void **block; (block = uc_malloc(BYTES)) != NULL; taken = block) {
        *block = taken;
        second++;
    }
    UC_EXPECT_EQ(second, first);
    for (void **next; taken != NULL; taken = next) {
        next = *taken;
        uc_free(taken);
    }
}
#endif

#endif /* UC_SUITES_MALLOC_H */

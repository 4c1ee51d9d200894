/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

#include <uc/hosted.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/test.h>

enum {
    BYTES = 100,
    LIVE = 256,
    ROUNDS = 40000,
    /* Sizes that are multiples of 8 have no bit for the lists' mark. */
    HAS_QUICK = sizeof(void *) == 8,
};

static void prepare(void)
{
    static bool done;

    if (!done) {
        done = true;
        uc_hosted_memory_add(256 * 1024);
    }
}

static size_t used_bytes(void)
{
    struct uc_malloc_stats now;

    uc_malloc_stats(&now);
    return now.used_bytes;
}

UC_TEST(what_was_freed_last_comes_first)
{
    prepare();
    const size_t before = used_bytes();
    char *a = uc_malloc(BYTES);
    char *b = uc_malloc(BYTES);
    UC_REQUIRE(a != NULL && b != NULL);
    uc_free(a);
    uc_free(b);
    UC_EXPECT_EQ(used_bytes(), before);
    UC_EXPECT(!HAS_QUICK || uc_malloc(BYTES + 1) == b);
    UC_EXPECT(!HAS_QUICK || uc_malloc(BYTES) == a);
    if (HAS_QUICK) {
        uc_free(a);
        char *other = uc_malloc(2 * BYTES);
        UC_EXPECT(other != NULL && other != a);
        uc_free(other);
        uc_free(b);
    }
    UC_EXPECT_EQ(used_bytes(), before);
}

/* All of memory in small blocks: what a few of them hold serves a large one. */
UC_TEST(quick_lists_are_emptied_before_memory_is_short)
{
    static char *all[4096];
    unsigned n = 0;

    prepare();
    while (n < 4096 && (all[n] = uc_malloc(BYTES)) != NULL) {
        n++;
    }
    UC_REQUIRE(n > 1000 && n < 4096);
    UC_EXPECT(uc_malloc(4 * BYTES) == NULL);
    for (unsigned i = 500; i < 506; i++) {
        uc_free(all[i]);
        all[i] = NULL;
    }
    char *large = uc_malloc(4 * BYTES);
    UC_EXPECT(large != NULL);
    uc_free(large);
    for (unsigned i = 0; i < n; i++) {
        uc_free(all[i]);
    }
    UC_EXPECT_EQ(used_bytes(), 0);
    large = uc_malloc(100 * 1024);
    UC_EXPECT(large != NULL);
    uc_free(large);
}

UC_TEST(random_small_blocks_keep_their_contents)
{
    static unsigned char *live[LIVE];
    static size_t bytes[LIVE];
    uint32_t random = 7;

    prepare();
    for (unsigned i = 0; i < ROUNDS; i++) {
        random = random * 1664525 + 1013904223;
        const unsigned at = random >> 24;

        for (size_t k = 0; live[at] != NULL && k < bytes[at]; k++) {
            UC_REQUIRE(live[at][k] == (unsigned char)at);
        }
        uc_free(live[at]);
        bytes[at] = (random >> 8) % 280;
        live[at] = uc_malloc(bytes[at]);
        UC_REQUIRE(live[at] != NULL && (uintptr_t)live[at] % 8 == 0);
        UC_REQUIRE(uc_malloc_usable(live[at]) >= bytes[at]);
        memset(live[at], (int)at, bytes[at]);
    }
    for (unsigned at = 0; at < LIVE; at++) {
        uc_free(live[at]);
    }
    UC_EXPECT_EQ(used_bytes(), 0);
}

static void free_twice(void *block)
{
    uc_free(block);
    uc_free(block);
}

UC_TEST(zz1_a_block_freed_twice_panics)
{
    prepare();
    void *block = uc_malloc(BYTES);
    UC_REQUIRE(block != NULL);
    UC_EXPECT(uc_hosted_panics(free_twice, block, NULL, 0));
}

static void write_after_free(void *block)
{
    uc_free(block);
    memset((char *)block - sizeof(size_t), 0x41, sizeof(size_t));
    (void)uc_malloc(BYTES);
}

UC_TEST(zz2_a_header_that_was_written_to_after_free_panics)
{
    prepare();
    void *block = uc_malloc(BYTES);
    UC_REQUIRE(block != NULL);
    UC_EXPECT(!HAS_QUICK || uc_hosted_panics(write_after_free, block, NULL, 0));
}

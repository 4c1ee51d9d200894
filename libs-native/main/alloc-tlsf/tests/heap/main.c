/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

#include <uc/hosted.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/test.h>

enum {
    LIVE_MAX = 600,
    ALIGN = (sizeof(void *) == 8) ? 16 : 8,
};

struct live {
    unsigned char *ptr;
    size_t bytes;
    unsigned char pattern;
};

static struct live live[LIVE_MAX];
static unsigned live_count;
static uint32_t random_state = 99;

static uint32_t random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

/* Most are small, as in programs; some take chunks of their own. */
static size_t random_size(void)
{
    return random32() % (1u << (random32() % 18 + 1));
}

static void prepare(void)
{
    static bool done;

    if (!done) {
        done = true;
        uc_hosted_memory_add(100 * 1024);
        uc_hosted_memory_add(4 * 1024 * 1024);
    }
}

static struct uc_malloc_stats stats(void)
{
    struct uc_malloc_stats now;

    uc_malloc_stats(&now);
    return now;
}

/* Free ones and those that the heap has. */
static size_t pages_in_all(void)
{
    struct uc_pages_stats pages;

    uc_pages_stats(&pages);
    return pages.free_pages + stats().heap_bytes / UC_PAGE_SIZE;
}

static bool is_intact(const struct live *l)
{
    for (size_t i = 0; i < l->bytes; i++) {
        if (l->ptr[i] != l->pattern) {
            return false;
        }
    }
    return true;
}

static void keep(unsigned char *ptr, size_t bytes, unsigned char pattern)
{
    memset(ptr, pattern, bytes);
    live[live_count++] = (struct live){ptr, bytes, pattern};
}

static void drop(unsigned at)
{
    uc_free(live[at].ptr);
    live[at] = live[--live_count];
}

/* What realloc moves keeps its contents, whichever way it does. */
static bool resize(struct live *l)
{
    size_t bytes = random_size();
    unsigned char *ptr = uc_realloc(l->ptr, bytes);

    if (ptr == NULL) {
        return is_intact(l);
    }
    l->ptr = ptr;
    if (bytes < l->bytes) {
        l->bytes = bytes;
    }
    bool intact = is_intact(l);
    l->bytes = bytes;
    memset(ptr, l->pattern, bytes);
    return intact;
}

UC_TEST(random_blocks_keep_their_contents_and_all_memory_comes_back)
{
    unsigned refused = 0;

    prepare();
    const size_t before = pages_in_all();
    for (int i = 0; i < 60000; i++) {
        unsigned what = random32() % 8;

        if (what < 4 && live_count < LIVE_MAX) {
            size_t bytes = random_size();
            size_t align = (size_t)1 << random32() % 13;
            unsigned char *ptr =
                (what == 0) ? uc_memalign(align, bytes) : uc_malloc(bytes);

            if (ptr == NULL) {
                refused++;
                continue;
            }
            UC_REQUIRE((uintptr_t)ptr % ALIGN == 0);
            UC_REQUIRE(what != 0 || (uintptr_t)ptr % align == 0);
            UC_REQUIRE(uc_malloc_usable(ptr) >= bytes);
            keep(ptr, bytes, (unsigned char)i);
        } else if (live_count > 0) {
            unsigned at = random32() % live_count;

            if (what < 6) {
                UC_REQUIRE(is_intact(&live[at]));
                drop(at);
            } else {
                UC_REQUIRE(resize(&live[at]));
            }
        }
    }
    UC_EXPECT_GT(refused, 0); /* memory was short at times, and it survived */
    while (live_count > 0) {
        UC_EXPECT(is_intact(&live[live_count - 1]));
        drop(live_count - 1);
    }
    UC_EXPECT_EQ(stats().used_bytes, 0);
    UC_EXPECT_EQ(pages_in_all(), before);
    /* One chunk at most is kept. */
    UC_EXPECT_LE(stats().heap_bytes, 64 * UC_PAGE_SIZE);
}

/* Runs before all others, by its name. */
UC_TEST(a0_the_first_block_takes_one_page)
{
    prepare();
    void *ptr = uc_malloc(100);
    UC_REQUIRE(ptr != NULL);
    UC_EXPECT_EQ(stats().heap_bytes, UC_PAGE_SIZE);
    uc_free(ptr);
}

UC_TEST(a_block_at_a_chunks_edge_does_not_ask_pages_each_time)
{
    prepare();
    void *first = uc_malloc(2000);
    size_t heap = stats().heap_bytes;
    for (int i = 0; i < 10; i++) {
        uc_free(first);
        UC_EXPECT_EQ(stats().heap_bytes, heap);
        first = uc_malloc(2000);
        UC_EXPECT_EQ(stats().heap_bytes, heap);
    }
    uc_free(first);
}

UC_TEST(realloc_grows_in_place_where_the_neighbour_is_free)
{
    prepare();
    char *a = uc_malloc(64);
    char *b = uc_malloc(64);
    UC_REQUIRE(a != NULL && b != NULL);
    uc_free(b);
    UC_EXPECT(uc_realloc(a, 120) == a);
    UC_EXPECT(uc_realloc(a, 16) == a);
    uc_free(a);
}

UC_TEST(sizes_that_overflow_are_refused)
{
    prepare();
    char *volatile ptr = uc_malloc(10);
    UC_EXPECT(uc_malloc(SIZE_MAX) == NULL);
    UC_EXPECT(uc_malloc(SIZE_MAX - 64) == NULL);
    UC_EXPECT(uc_malloc(SIZE_MAX / 2) == NULL);
    UC_EXPECT(uc_calloc(SIZE_MAX / 2, 3) == NULL);
    UC_EXPECT(uc_memalign(SIZE_MAX / 2 + 1, 1) == NULL);
    UC_EXPECT(uc_realloc(ptr, SIZE_MAX) == NULL);
    uc_free(ptr);
}

UC_TEST(calloc_clears_what_was_used_before)
{
    prepare();
    unsigned char *dirty = uc_malloc(500);
    UC_REQUIRE(dirty != NULL);
    memset(dirty, 0xff, 500);
    uc_free(dirty);
    unsigned char *clean = uc_calloc(50, 10);
    UC_REQUIRE(clean != NULL);
    for (int i = 0; i < 500; i++) {
        UC_EXPECT_EQ(clean[i], 0);
    }
    uc_free(clean);
}

UC_TEST(nothing_and_null_are_fine)
{
    prepare();
    void *nothing = uc_malloc(0);
    UC_EXPECT(nothing != NULL);
    uc_free(nothing);
    uc_free(NULL);
    void *fresh = uc_realloc(NULL, 10);
    UC_EXPECT(fresh != NULL);
    uc_free(fresh);
}

static void free_twice(void *arg)
{
    uc_free(arg);
    uc_free(arg);
}

/* Freed first, the block vanishes in the one before: its header is stale. */
static void free_joined_twice(void *arg)
{
    char **pair = arg;

    uc_free(pair[0]);
    uc_free(pair[1]);
    uc_free(pair[1]);
}

static void overrun(void *arg)
{
    unsigned char *block = arg;

    memset(block, 0xff, uc_malloc_usable(block) + sizeof(size_t));
    uc_free(block);
}

static void write_after_free(void *arg)
{
    static void
        *elsewhere[4]; /* as a block it says nothing of its neighbours */
    void ***block = arg;

    uc_free(*block);
    (*block)[0] = elsewhere;
    (*block)[1] = elsewhere;
    *block = uc_malloc(200);
}

/* Each leaves a damaged heap behind: these come last, by their names. */
UC_TEST(zz1_a_block_freed_twice_panics)
{
    void *block = uc_malloc(100);
    void *guard = uc_malloc(100);

    UC_EXPECT(guard != NULL);
    UC_EXPECT(uc_hosted_panics(free_twice, block, NULL, 0));
}

UC_TEST(zz2_a_block_freed_twice_panics_though_it_was_joined)
{
    char *pair[2] = {uc_malloc(100), uc_malloc(100)};
    void *guard = uc_malloc(100);

    UC_EXPECT(guard != NULL);
    UC_EXPECT(uc_hosted_panics(free_joined_twice, pair, NULL, 0));
}

UC_TEST(zz3_a_write_past_the_end_panics_when_it_is_freed)
{
    void *block = uc_malloc(100);
    void *guard = uc_malloc(100);

    UC_EXPECT(guard != NULL);
    UC_EXPECT(uc_hosted_panics(overrun, block, NULL, 0));
}

UC_TEST(zz4_a_list_that_was_written_to_after_free_panics)
{
    void **block = uc_malloc(200);
    void *guard = uc_malloc(200);

    UC_EXPECT(guard != NULL);
    UC_EXPECT(uc_hosted_panics(write_after_free, &block, NULL, 0));
}

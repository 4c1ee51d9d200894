/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <uc/test.h>

void *tested_memcpy(void *to, const void *from, size_t n);
void *tested_memmove(void *to, const void *from, size_t n);
void *tested_memset(void *to, int byte, size_t n);
int tested_memcmp(const void *a, const void *b, size_t n);

enum {
    PAGE = 4096,
    SIZES = 400
};

/* The last byte of (area) is the last before a page that faults. */
static unsigned char *guarded_page(void)
{
    unsigned char *map = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(map, PAGE, PROT_NONE);
    mprotect(map + 2 * PAGE, PAGE, PROT_NONE);
    return map + PAGE;
}

static void fill(unsigned char *area, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        area[i] = (unsigned char)(seed >> 16);
    }
}

static unsigned char from[PAGE], to[PAGE], want[PAGE];

UC_TEST(memcpy_copies_every_size_at_every_alignment_and_nothing_else)
{
    fill(from, sizeof from, 1);
    for (size_t n = 0; n < SIZES; n++) {
        for (size_t a = 0; a < 17; a++) {
            size_t b = (a * 7 + n) % 17;
            memset(to, 0xee, sizeof to);
            memset(want, 0xee, sizeof want);
            for (size_t i = 0; i < n; i++) {
                want[32 + b + i] = from[a + i];
            }
            UC_EXPECT(tested_memcpy(to + 32 + b, from + a, n) == to + 32 + b);
            UC_REQUIRE(memcmp(to, want, sizeof to) == 0);
        }
    }
}

UC_TEST(memmove_survives_every_overlap)
{
    for (size_t n = 0; n < SIZES; n++) {
        for (int shift = -130; shift <= 130;
             shift += shift > -20 && shift < 20 ? 1 : 11) {
            fill(to, sizeof to, (unsigned)n);
            memcpy(want, to, sizeof to);
            memmove(want + 1000 + shift, want + 1000, n);
            UC_EXPECT(tested_memmove(to + 1000 + shift, to + 1000, n) ==
                      to + 1000 + shift);
            UC_REQUIRE(memcmp(to, want, sizeof to) == 0);
        }
    }
}

UC_TEST(memset_fills_every_size_at_every_alignment_and_nothing_else)
{
    for (size_t n = 0; n < SIZES; n++) {
        for (size_t a = 0; a < 17; a++) {
            memset(to, 0x11, sizeof to);
            memset(want, 0x11, sizeof want);
            memset(want + 64 + a, 0xc3, n);
            UC_EXPECT(tested_memset(to + 64 + a, 0x5c3, n) == to + 64 + a);
            UC_REQUIRE(memcmp(to, want, sizeof to) == 0);
        }
    }
}

UC_TEST(memcmp_finds_the_first_difference_wherever_it_is)
{
    fill(from, sizeof from, 3);
    for (size_t n = 0; n < 100; n++) {
        memcpy(to, from, sizeof to);
        UC_EXPECT_EQ(tested_memcmp(from, to, n), 0);
        for (size_t at = 0; at < n; at++) {
            /* A later difference, the other way round, changes nothing. */
            memcpy(to, from, sizeof to);
            from[at] = 0x80;
            to[at] = 0x7f;
            to[n - 1] = at == n - 1 ? 0x7f : 0xff;
            UC_REQUIRE(tested_memcmp(from, to, n) > 0);
            UC_REQUIRE(tested_memcmp(to, from, n) < 0);
            fill(from, sizeof from, 3);
        }
    }
}

UC_TEST(nothing_is_touched_outside_the_areas)
{
    unsigned char *a = guarded_page();
    unsigned char *b = guarded_page();

    for (size_t n = 0; n < SIZES; n++) {
        tested_memcpy(a, b, n);
        tested_memcpy(a + PAGE - n, b + PAGE - n, n);
        tested_memmove(a + PAGE - n, a, n);
        tested_memmove(a, a + PAGE - n, n);
        tested_memset(a, 0, n);
        tested_memset(a + PAGE - n, 0, n);
        UC_EXPECT_EQ(tested_memcmp(a, b, n), 0);
        UC_EXPECT_EQ(tested_memcmp(a + PAGE - n, b + PAGE - n, n), 0);
    }
    munmap(a - PAGE, 3 * PAGE);
    munmap(b - PAGE, 3 * PAGE);
}

UC_TEST(large_areas_are_moved_whole)
{
    enum {
        LARGE = 1 << 20
    };
    unsigned char *area = mmap(NULL, 2 * LARGE, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char *copy = mmap(NULL, 2 * LARGE, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fill(area, 2 * LARGE, 5);
    memcpy(copy, area, 2 * LARGE);
    memmove(copy + 100, copy, LARGE + 3);
    tested_memmove(area + 100, area, LARGE + 3);
    UC_EXPECT(memcmp(area, copy, 2 * LARGE) == 0);
    munmap(area, 2 * LARGE);
    munmap(copy, 2 * LARGE);
}

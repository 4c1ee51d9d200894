/* SPDX-License-Identifier: BSD-3-Clause */
/* <stdlib.h>, <setjmp.h>, <unistd.h>: what a program does with itself. */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <uc/test.h>

enum {
    ELEMENTS = 5000,
};

struct record {
    uint32_t key;
    unsigned char filler[9]; /* a size that is no multiple of a word */
};

static unsigned long comparisons;

static int by_key(const void *a, const void *b)
{
    uint32_t x, y;

    comparisons++;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

static uint32_t pattern_key(int pattern, uint32_t i)
{
    switch (pattern) {
    case 0:
        return i; /* sorted */
    case 1:
        return ELEMENTS - i;
    case 2:
        return 7; /* all equal */
    case 3:
        return i % 10;
    case 4:
        return (i < ELEMENTS / 2) ? i : ELEMENTS - i; /* an organ pipe */
    default:
        return (uint32_t)rand();
    }
}

UC_TEST(every_pattern_is_sorted_in_n_log_n)
{
    static struct record records[ELEMENTS];

    for (int pattern = 0; pattern < 6; pattern++) {
        uint64_t sum = 0;

        for (uint32_t i = 0; i < ELEMENTS; i++) {
            records[i].key = pattern_key(pattern, i);
            memset(records[i].filler, (int)records[i].key & 0xff, 9);
            sum += records[i].key;
        }
        comparisons = 0;
        qsort(records, ELEMENTS, sizeof(records[0]), by_key);
        for (uint32_t i = 0; i < ELEMENTS; i++) {
            sum -= records[i].key;
            UC_REQUIRE(i == 0 || records[i - 1].key <= records[i].key);
            UC_REQUIRE(records[i].filler[8] == (records[i].key & 0xff));
        }
        UC_EXPECT(sum == 0);
        UC_EXPECT_LT(comparisons, ELEMENTS * 13 * 3);
    }
}

/* Spec: McIlroy, A killer adversary for quicksort, 1999. */
static int *killer;
static int solid, candidate;

static int adversary(const void *a, const void *b)
{
    int x, y;

    comparisons++;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    if (killer[x] == ELEMENTS && killer[y] == ELEMENTS) {
        killer[(x == candidate) ? x : y] = solid++;
    }
    if (killer[x] == ELEMENTS) {
        candidate = x;
    } else if (killer[y] == ELEMENTS) {
        candidate = y;
    }
    return killer[x] - killer[y];
}

UC_TEST(an_adversary_does_not_make_it_quadratic)
{
    int *order = malloc(ELEMENTS * sizeof(int));

    killer = malloc(ELEMENTS * sizeof(int));
    UC_REQUIRE(order != NULL && killer != NULL);
    for (int i = 0; i < ELEMENTS; i++) {
        order[i] = i;
        killer[i] = ELEMENTS;
    }
    comparisons = 0;
    qsort(order, ELEMENTS, sizeof(int), adversary);
    UC_EXPECT_LT(comparisons, ELEMENTS * 13 * 8);
    free(order);
    free(killer);
}

UC_TEST(what_is_there_is_found_and_nothing_else)
{
    uint32_t keys[100];

    for (uint32_t i = 0; i < 100; i++) {
        keys[i] = 2 * i;
    }
    for (uint32_t key = 0; key < 200; key++) {
        uint32_t *found = bsearch(&key, keys, 100, sizeof(key), by_key);

        UC_EXPECT(found == ((key % 2 == 0) ? &keys[key / 2] : NULL));
    }
    UC_EXPECT(bsearch(keys, keys, 0, sizeof(keys[0]), by_key) == NULL);
}

static jmp_buf back;

static void __attribute__((noinline)) jump(int value)
{
    longjmp(back, value);
}

UC_TEST(longjmp_comes_back_with_its_value)
{
    volatile int turns = 0;
    int value = setjmp(back);

    if (value == 0) {
        turns = turns + 1;
        jump(42);
    }
    if (value == 42) {
        turns = turns + 1;
        jump(0); /* which becomes 1 */
    }
    UC_EXPECT_EQ(value, 1);
    UC_EXPECT_EQ(turns, 2);
}

UC_TEST(the_environment_can_be_changed)
{
    UC_EXPECT_EQ(setenv("UC_TEST_A", "1", 0), 0);
    UC_EXPECT_STR(getenv("UC_TEST_A"), "1");
    UC_EXPECT_EQ(setenv("UC_TEST_A", "2", 0), 0);
    UC_EXPECT_STR(getenv("UC_TEST_A"), "1");
    UC_EXPECT_EQ(setenv("UC_TEST_A", "longer", 1), 0);
    UC_EXPECT_STR(getenv("UC_TEST_A"), "longer");
    UC_EXPECT(getenv("UC_TEST") == NULL);
    UC_EXPECT_EQ(unsetenv("UC_TEST_A"), 0);
    UC_EXPECT(getenv("UC_TEST_A") == NULL);
    errno = 0;
    UC_EXPECT_EQ(setenv("A=B", "x", 1), -1);
    UC_EXPECT_EQ(errno, EINVAL);
}

UC_TEST(memory_of_any_alignment)
{
    void *ptr = NULL;

    UC_EXPECT_EQ(posix_memalign(&ptr, 256, 10), 0);
    UC_EXPECT_EQ((uintptr_t)ptr % 256, 0);
    free(ptr);
    UC_EXPECT_EQ(posix_memalign(&ptr, 3, 10), EINVAL);
    errno = 0;
    volatile size_t many = (size_t)-1 / 2;
    UC_EXPECT(reallocarray(NULL, many, 3) == NULL);
    UC_EXPECT_EQ(errno, ENOMEM);
}

UC_TEST(options_are_parsed_as_posix_says)
{
    char *words[] = {"prog", "-a", "-bvalue", "-c", "other",
                     "-xa",  "--", "-a",      NULL};
    char seen[16] = "";
    int c;

    opterr = 0;
    optind = 1;
    while ((c = getopt(8, words, "ab:c:")) != -1) {
        size_t n = strlen(seen);

        seen[n] = (char)c;
        if (c == 'b') {
            UC_EXPECT_STR(optarg, "value");
        } else if (c == 'c') {
            UC_EXPECT_STR(optarg, "other");
        } else if (c == '?') {
            UC_EXPECT_EQ(optopt, 'x');
        }
    }
    UC_EXPECT_STR(seen, "abc?a");
    UC_EXPECT_EQ(optind, 7);
}

static int raised;

static void on_signal(int number)
{
    raised = number;
}

UC_TEST(raise_calls_the_handler)
{
    UC_EXPECT(signal(SIGUSR1, on_signal) == SIG_DFL);
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT_EQ(raised, SIGUSR1);
    UC_EXPECT(signal(SIGUSR1, SIG_IGN) == on_signal);
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT(signal(99, SIG_IGN) == SIG_ERR);
}

UC_TEST(sleeping_takes_its_time)
{
    struct timespec before, after;
    const struct timespec span = {0, 2000000};
    const struct timespec wrong = {0, 1000000000};

    UC_EXPECT_EQ(clock_gettime(CLOCK_MONOTONIC, &before), 0);
    UC_EXPECT_EQ(nanosleep(&span, NULL), 0);
    UC_EXPECT_EQ(clock_gettime(CLOCK_MONOTONIC, &after), 0);
    int64_t ns = (after.tv_sec - before.tv_sec) * INT64_C(1000000000) +
                 (after.tv_nsec - before.tv_nsec);
    UC_EXPECT_GE(ns, 2000000);
    UC_EXPECT_EQ(nanosleep(&wrong, NULL), -1);
    UC_EXPECT_EQ(errno, EINVAL);
    UC_EXPECT_EQ(clock_gettime(1000, &after), -1);
}

UC_TEST(formats_of_inttypes_fit_their_types)
{
    char buf[64];

    snprintf(buf, sizeof(buf), "%" PRId64 " %" PRIu32 " %" PRIxPTR " %" PRIuMAX,
             INT64_MIN, UINT32_MAX, (uintptr_t)0xab, UINTMAX_C(5));
    UC_EXPECT_STR(buf, "-9223372036854775808 4294967295 ab 5");
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TEST_H
#define UC_TEST_H

/*
 * C tests: programs of platform "hosted", and conformance suites that also run
 * inside an image. A test registers itself in linker set "test"; uc_test_main
 * runs all in the order of their keys and prints TAP.
 *
 *     UC_TEST(pads_an_odd_tail_with_zero)
 *     {
 *         UC_EXPECT_EQ(uc_cksum_ones(odd, 3), uc_cksum_ones(even, 4));
 *     }
 *
 * An expectation that fails prints both values with file and line, and the rest
 * of that test goes on; UC_REQUIRE ends the test.
 */
#include <uc/set.h>
#include <uc/types.h>

struct uc_test {
    const char *name;
    const char *file;
    void (*run)(void);
};

/* The parameter is not called "test": that would rename the set as well. */
#define UC_TEST(title)                                                         \
    static void title(void);                                                   \
    UC_SET_ENTRY(test, title, struct uc_test,                                  \
                 uc_test_##title) = {#title, __FILE__, title};                 \
    static void title(void)

/*
 * Runs the tests and prints TAP on the console. Returns how many failed, and 1
 * where there was none to run. `hosted` calls it from its main; an image's main
 * does so itself: return uc_test_main() == 0 ? 0 : 1. Context: thread.
 */
int uc_test_main(void);

/* Runs only tests whose name contains (part); NULL is all. */
void uc_test_filter(const char *part);

/* Records a failure; see the macros. (op) is "==", "<", ... */
void uc_test_fail(const char *file, int line, const char *text);
void uc_test_fail_values(const char *file, int line, const char *text,
                         long long got, long long want);
void uc_test_fail_strings(const char *file, int line, const char *text,
                          const char *got, const char *want);
bool uc_test_same_string(const char *a, const char *b);
bool uc_test_same_memory(const void *a, const void *b, size_t len);

/* Marks the running test as skipped, with the reason. */
void uc_test_skip(const char *reason);

#define UC_EXPECT(cond)                                                        \
    ((cond) ? (void)0 : uc_test_fail(__FILE__, __LINE__, #cond))

/* As C compares them: plain constants beside unsigned values are fine. */
#define UC_TEST_COMPARE_(got, op, want)                                        \
    do {                                                                       \
        _Pragma("GCC diagnostic push");                                        \
        _Pragma("GCC diagnostic ignored \"-Wsign-compare\"");                  \
        __typeof__((got) + 0) uc_got_ = (got);                                 \
        __typeof__((want) + 0) uc_want_ = (want);                              \
        if (!(uc_got_ op uc_want_)) {                                          \
            uc_test_fail_values(__FILE__, __LINE__, #got " " #op " " #want,    \
                                (long long)uc_got_, (long long)uc_want_);      \
        }                                                                      \
        _Pragma("GCC diagnostic pop");                                         \
    } while (0)

/* Integers only; pointers by UC_EXPECT. */
#define UC_EXPECT_EQ(got, want) UC_TEST_COMPARE_(got, ==, want)
#define UC_EXPECT_NE(got, want) UC_TEST_COMPARE_(got, !=, want)
#define UC_EXPECT_LT(got, want) UC_TEST_COMPARE_(got, <, want)
#define UC_EXPECT_LE(got, want) UC_TEST_COMPARE_(got, <=, want)
#define UC_EXPECT_GT(got, want) UC_TEST_COMPARE_(got, >, want)
#define UC_EXPECT_GE(got, want) UC_TEST_COMPARE_(got, >=, want)

#define UC_EXPECT_STR(got, want)                                               \
    do {                                                                       \
        const char *uc_got_ = (got);                                           \
        const char *uc_want_ = (want);                                         \
        if (!uc_test_same_string(uc_got_, uc_want_)) {                         \
            uc_test_fail_strings(__FILE__, __LINE__, #got, uc_got_, uc_want_); \
        }                                                                      \
    } while (0)

#define UC_EXPECT_MEM(got, want, len)                                          \
    (uc_test_same_memory((got), (want), (len))                                 \
         ? (void)0                                                             \
         : uc_test_fail(__FILE__, __LINE__, #got " equals " #want))

#define UC_REQUIRE(cond)                                                       \
    do {                                                                       \
        if (!(cond)) {                                                         \
            uc_test_fail(__FILE__, __LINE__, #cond);                           \
            return;                                                            \
        }                                                                      \
    } while (0)

#endif /* UC_TEST_H */

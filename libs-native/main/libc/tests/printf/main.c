/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Against the printf of the host's C library, which is reached by a name that
 * this libc does not have.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <uc/test.h>

int __snprintf_chk(char *buf, size_t size, int flag, size_t room,
                   const char *fmt, ...);

static uint64_t random_state = 20261123;

/* Spec: Steele, Lea, Flood, SplitMix, OOPSLA 2014. */
static uint64_t random64(void)
{
    uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

#define SAME(...)                                                              \
    do {                                                                       \
        char got_[2048], want_[2048];                                          \
        int got_n_ = snprintf(got_, sizeof(got_), __VA_ARGS__);                \
        int want_n_ = __snprintf_chk(want_, sizeof(want_), 0, sizeof(want_),   \
                                     __VA_ARGS__);                             \
        UC_EXPECT_EQ(got_n_, want_n_);                                         \
        UC_EXPECT_STR(got_, want_);                                            \
    } while (0)

/* "%" with random flags, width and precision, without length and type. */
static size_t random_spec(char *fmt, const char *flags, int width_max,
                          int precision_max)
{
    size_t n = 0;

    fmt[n++] = '%';
    for (const char *f = flags; *f != '\0'; f++) {
        if (random64() % 4 == 0) {
            fmt[n++] = *f;
        }
    }
    if (random64() % 2 == 0) {
        n +=
            (size_t)__snprintf_chk(fmt + n, 8, 0, 8, "%d",
                                   1 + (int)(random64() % (unsigned)width_max));
    }
    if (random64() % 2 == 0) {
        n += (size_t)__snprintf_chk(
            fmt + n, 8, 0, 8, ".%d",
            (int)(random64() % (unsigned)(precision_max + 1)));
    }
    return n;
}

static double random_double(void)
{
    uint64_t bits = random64();
    double value;

    switch (random64() % 4) {
    case 0: /* any bits: all exponents, infinities, NaN */
        break;
    case 1: /* as people write them */
        return (double)(int64_t)(bits >> 40) / 1000.0;
    case 2: /* near 1, where ties are */
        return (double)(bits % 4096) / 64.0;
    default: /* subnormal */
        bits &= UINT64_C(0x800fffffffffffff) >> (random64() % 50);
        break;
    }
    memcpy(&value, &bits, sizeof(value));
    return value;
}

UC_TEST(integers_agree_with_the_host)
{
    for (int i = 0; i < 20000; i++) {
        char fmt[32];
        size_t n = random_spec(fmt, "-+ #0", 30, 25);
        uint64_t value = random64() >> (random64() % 64);
        char type = "dioxXu"[random64() % 6];

        switch (random64() % 5) {
        case 0:
            fmt[n] = type;
            fmt[n + 1] = '\0';
            SAME(fmt, (int)value);
            break;
        case 1:
            memcpy(fmt + n, "hh", 2);
            fmt[n + 2] = type;
            fmt[n + 3] = '\0';
            SAME(fmt, (int)value);
            break;
        case 2:
            fmt[n] = 'h';
            fmt[n + 1] = type;
            fmt[n + 2] = '\0';
            SAME(fmt, (int)value);
            break;
        case 3:
            fmt[n] = 'l';
            fmt[n + 1] = type;
            fmt[n + 2] = '\0';
            SAME(fmt, (long)value);
            break;
        default:
            fmt[n] = 'j';
            fmt[n + 1] = type;
            fmt[n + 2] = '\0';
            SAME(fmt, (intmax_t)value);
            break;
        }
    }
}

UC_TEST(doubles_agree_with_the_host)
{
    for (int i = 0; i < 20000; i++) {
        char fmt[32];
        size_t n = random_spec(fmt, "-+ #0", 40, (i % 100 == 0) ? 1200 : 30);
        double value = random_double();

        fmt[n] = "aAeEfFgG"[random64() % 8];
        fmt[n + 1] = '\0';
        SAME(fmt, value);
    }
}

UC_TEST(exact_digits_of_the_extremes)
{
    SAME("%.1100f", 0x1p-1074);
    SAME("%.1100f", 0x1.fffffffffffffp-1022);
    SAME("%.0f", 0x1.fffffffffffffp+1023);
    SAME("%.800e", 0x1.fffffffffffffp-1022);
    SAME("%.20g", 0.1);
    SAME("%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5);
    SAME("%g %g %g %g", 0.0, -0.0, 1e-5, 123456789.0);
    SAME("%#g %#.0e %#.0f %#x %#o", 0.0, 1.0, 1.0, 0, 0);
    SAME("%g %g %g", 99999.95, 999999.5, 0.0001);
    SAME("%a %.0a %.1a %a", 1.0, 1.5, 0x1.f8p0, 0.0);
}

UC_TEST(strings_and_characters_agree_with_the_host)
{
    static const char unterminated[3] = {'a', 'b', 'c'};
    const char *volatile null = NULL; /* volatile: no warning at compile time */

    SAME("%s|%10s|%-10s|%.2s|%10.1s|%.0s", "abc", "abc", "abc", "abc", "abc",
         "abc");
    SAME("%.3s", unterminated);
    SAME("%s", null);
    SAME("%c%5c%-5c|", 'x', 'y', 'z');
    SAME("%%|%*d|%-*d|%.*f|%.*f", 5, 42, 5, 42, 2, 1.005, -1, 1.005);
    SAME("%*d|", -7, 3);
    SAME("%p %p", (void *)0x1234, (void *)0);
    SAME("%zu %td %hhd %hd", sizeof(int), (ptrdiff_t)-3, 300, 70000);
    SAME("%Lf", 1.5L);
}

UC_TEST(snprintf_counts_what_does_not_fit_and_always_ends_the_string)
{
    char buf[4] = {'#', '#', '#', '#'};

    UC_EXPECT_EQ(snprintf(buf, sizeof(buf), "%s", "abcdef"), 6);
    UC_EXPECT_STR(buf, "abc");
    UC_EXPECT_EQ(snprintf(buf, 1, "%d", 12345), 5);
    UC_EXPECT_STR(buf, "");
    buf[0] = '#';
    UC_EXPECT_EQ(snprintf(buf, 0, "%d", 12345), 5);
    UC_EXPECT_EQ(buf[0], '#');
    UC_EXPECT_EQ(snprintf(NULL, 0, "%100d", 1), 100);
}

UC_TEST(n_stores_the_count_so_far)
{
    int n = 0;
    signed char small = 0;
    long long big = 0;

    SAME("abc%ndef%hhn%lln", &n, &small, &big);
    UC_EXPECT_EQ(n, 3);
    UC_EXPECT_EQ(small, 6);
    UC_EXPECT_EQ(big, 6);
}

UC_TEST(a_result_above_int_max_is_an_error)
{
    char buf[8];
    const char *volatile fmt = "%2147483647d%d";

    errno = 0;
    UC_EXPECT_EQ(snprintf(buf, sizeof(buf), fmt, 1, 2), -1);
    UC_EXPECT_EQ(errno, EOVERFLOW);
    fmt = "%99999999999d";
    errno = 0;
    UC_EXPECT_EQ(snprintf(buf, sizeof(buf), fmt, 1), -1);
    UC_EXPECT_EQ(errno, EOVERFLOW);
}

UC_TEST(an_unknown_conversion_is_an_error)
{
    char buf[8];
    const char *volatile fmt = "%y";

    errno = 0;
    UC_EXPECT_EQ(snprintf(buf, sizeof(buf), fmt, 1), -1);
    UC_EXPECT_EQ(errno, EINVAL);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What smaller C libraries leave out: each value is C's own, or glibc's. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fenv.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <wchar.h>

#include <uc/test.h>

static const char *print(const char *format, ...)
{
    static char text[128];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return text;
}

UC_TEST(text_prints_numbers_of_all_kinds)
{
    UC_EXPECT_STR(print("%.17g %a", 0.1, 1.0), "0.10000000000000001 0x1p+0");
    UC_EXPECT_STR(print("%Lf", 1.0L / 3), "0.333333");
    UC_EXPECT_STR(print("%.21Lg", 1.0L / 3), "0.333333333333333333342");
    UC_EXPECT_STR(print("%2$s %1$d", 7, "positional"), "positional 7");
    errno = ENOENT;
    UC_EXPECT_STR(print("%m"), "No such file or directory");
    UC_EXPECT_STR(print("%jd|%zx", INTMAX_MIN, SIZE_MAX),
                  "-9223372036854775808|ffffffffffffffff");
}

UC_TEST(text_reads_numbers_to_the_last_bit)
{
    double d;
    long double ld;
    int n = 0;

    UC_EXPECT(strtod("2.2250738585072011e-308", NULL) ==
              0x0.fffffffffffffp-1022);
    UC_EXPECT_EQ(sscanf("1e23 0x1.8p1 x9", "%lf %Lf %*[a-z]%n", &d, &ld, &n),
                 2);
    UC_EXPECT(d == 1e23 && ld == 3.0L);
    UC_EXPECT_EQ(n, 14);
    errno = 0;
    UC_EXPECT(strtol("9223372036854775808", NULL, 10) == LONG_MAX);
    UC_EXPECT_EQ(errno, ERANGE);
}

UC_TEST(text_has_the_functions_of_libm)
{
    UC_EXPECT(fabs(sin(1.0) - 0.8414709848078965) < 1e-15);
    UC_EXPECT(pow(2.0, 0.5) == sqrt(2.0));
    UC_EXPECT(tgamma(5.0) == 24.0 && lround(-2.5) == -3);
    UC_EXPECT(fabsl(expl(1.0L) - 2.718281828459045235360287L) < 1e-17L);
    UC_EXPECT(isnan(log(-1.0)) && fetestexcept(FE_INVALID) != 0);
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_UPWARD);
    volatile double third = 1.0;
    third /= 3.0;
    fesetround(FE_TONEAREST);
    volatile double nearest = 1.0;
    nearest /= 3.0;
    UC_EXPECT(third > nearest);
}

UC_TEST(text_knows_utf_8)
{
    wchar_t wide[8];

    UC_REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
    UC_EXPECT_STR(print("%ls", L"wide \x20ac"), "wide \xe2\x82\xac");
    UC_EXPECT_EQ(mbstowcs(wide, "gr\xc3\xb6\xc3\x9f", 8), 4);
    UC_EXPECT_EQ(wide[2], 0xf6);
    UC_EXPECT_EQ(wcwidth(0x4e2d), 2);
    UC_EXPECT_EQ(MB_CUR_MAX, 4);
    UC_EXPECT_STR(localeconv()->decimal_point, ".");
    UC_EXPECT_STR(setlocale(LC_ALL, "C"), "C");
}

static int by_length(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;

    return (int)strlen(*left) - (int)strlen(*right);
}

UC_TEST(text_sorts_and_finds)
{
    const char *words[] = {"ccc", "a", "dddd", "bb"};
    const char *key = "xxx";

    qsort(words, 4, sizeof *words, by_length);
    UC_EXPECT_STR(words[0], "a");
    UC_EXPECT_STR(words[3], "dddd");
    const char **found = bsearch(&key, words, 4, sizeof *words, by_length);
    UC_REQUIRE(found != NULL);
    UC_EXPECT_STR(*found, "ccc");
}

/* Wherever a string starts and ends, the bytes around it do not count. */
UC_TEST(text_is_searched_at_every_offset)
{
    enum {
        OFFSETS = 33,
        LENGTHS = 70
    };
    char area[OFFSETS + LENGTHS + 33];

    for (size_t offset = 0; offset < OFFSETS; offset++) {
        for (size_t n = 0; n < LENGTHS; n++) {
            char *s = area + offset;

            memset(area, 'x', sizeof area);
            memset(s, 0x80, n);
            s[n] = '\0';
            UC_REQUIRE(strlen(s) == n);
            UC_REQUIRE(strchr(s, 'x') == NULL && strchrnul(s, 'x') == s + n);
            UC_REQUIRE(strchr(s, '\0') == s + n);
            UC_REQUIRE(memchr(s, 'x', n + 1) == NULL);
            UC_REQUIRE(memchr(s, 'x', SIZE_MAX / 2) == s + n + 1);
            if (n > 0) {
                s[n - 1] = 'x';
                UC_REQUIRE(strchr(s, 'x') == s + n - 1);
                UC_REQUIRE(memchr(s, 'x', n) == s + n - 1);
                UC_REQUIRE(memchr(s, 'x', n - 1) == NULL);
            }
        }
    }
}

UC_TEST(text_is_compared_without_regard_to_case)
{
    UC_EXPECT_EQ(strcasecmp("GetRange", "gETrANGE"), 0);
    UC_EXPECT_LT(strcasecmp("get", "SET"), 0);
    UC_EXPECT_GT(strcasecmp("SET", "get"), 0);
    UC_EXPECT_LT(strcasecmp("get", "GETX"), 0);
    UC_EXPECT_LT(strcasecmp("[", "a"), 0);
    UC_EXPECT_GT(strcasecmp("\xe4", "z"), 0);
    UC_EXPECT(strcasecmp("\xe4", "\xc4") != 0);
    UC_EXPECT_EQ(strncasecmp("abcX", "ABCy", 3), 0);
    UC_EXPECT_EQ(strncasecmp("a", "b", 0), 0);
    UC_EXPECT_LT(strncasecmp("abcX", "ABCy", 4), 0);
}

UC_TEST(text_matches_regular_expressions)
{
    regex_t regex;
    regmatch_t match[2];

    UC_REQUIRE(regcomp(&regex, "^([a-z]+)-[0-9]{2}$", REG_EXTENDED) == 0);
    UC_EXPECT_EQ(regexec(&regex, "port-80", 2, match, 0), 0);
    UC_EXPECT_EQ(match[1].rm_eo, 4);
    UC_EXPECT_EQ(regexec(&regex, "port-8", 2, match, 0), REG_NOMATCH);
    regfree(&regex);
}

UC_TEST(text_counts_days)
{
    struct tm tm = {.tm_year = 124, .tm_mon = 1, .tm_mday = 29, .tm_hour = 12};
    char text[64];

    UC_EXPECT_EQ(mktime(&tm), 1709208000);
    strftime(text, sizeof text, "%A %d %B %Y %j", &tm);
    UC_EXPECT_STR(text, "Thursday 29 February 2024 060");
    UC_EXPECT(strptime("2024-03-01", "%Y-%m-%d", &tm) != NULL);
    UC_EXPECT_EQ(tm.tm_mon, 2);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Against the host's C library, reached by names that this libc has not. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/test.h>

double __strtod_internal(const char *s, char **end, int group);
float __strtof_internal(const char *s, char **end, int group);
long __strtol_internal(const char *s, char **end, int base, int group);
unsigned long __strtoul_internal(const char *s, char **end, int base,
                                 int group);

static uint64_t random_state = 4711;

static uint64_t random64(void)
{
    uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static bool same_double(const char *text)
{
    char *got_end, *want_end;
    double got = strtod(text, &got_end);
    double want = __strtod_internal(text, &want_end, 0);

    if (got != got && want != want) {
        return got_end == want_end; /* payloads may differ */
    }
    /* Bits, as minus zero counts. */
    bool same = memcmp(&got, &want, sizeof(got)) == 0 && got_end == want_end;
    float got_float = strtof(text, &got_end);
    float want_float = __strtof_internal(text, &want_end, 0);
    return same && memcmp(&got_float, &want_float, sizeof(got_float)) == 0 &&
           got_end == want_end;
}

#define SAME_DOUBLE(text)                                                      \
    do {                                                                       \
        if (!same_double(text)) {                                              \
            UC_EXPECT_STR("strtod differs", text);                             \
        }                                                                      \
    } while (0)

UC_TEST(random_decimals_are_rounded_as_the_host_does)
{
    char text[900];

    for (int i = 0; i < 20000; i++) {
        size_t digits = 1 + (size_t)random64() % ((i % 50 == 0) ? 800 : 25);
        size_t point = (size_t)random64() % (digits + 1);
        size_t n = 0;

        for (size_t d = 0; d < digits; d++) {
            if (d == point) {
                text[n++] = '.';
            }
            text[n++] = (char)('0' + random64() % 10);
        }
        int exponent = (int)(random64() % 700) - 350;
        snprintf(text + n, 8, "e%d", (i % 3 == 0) ? exponent % 30 : exponent);
        SAME_DOUBLE(text);
    }
}

/* Exactly between two neighbours, and a little above or below. */
UC_TEST(ties_and_their_neighbourhood_are_rounded_as_the_host_does)
{
    char text[1200];

    for (int i = 0; i < 3000; i++) {
        uint64_t bits = random64() & INT64_MAX;
        int exponent = (int)(bits >> 52);
        uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
        double low, high;

        if (exponent >= 0x7fe) {
            continue;
        }
        low = 0;
        memcpy(&low, &bits, sizeof(low));
        bits++;
        memcpy(&high, &bits, sizeof(high));
        if (exponent < 100 || mantissa == 0) {
            /* The middle of two subnormals is no double: print low, append. */
            snprintf(text, sizeof(text), "%.1100e", low);
            SAME_DOUBLE(text);
            continue;
        }
        /* low + (high - low) / 2 by hexadecimal, whose digits are exact. */
        snprintf(text, sizeof(text), "0x1.%013llx8p%d",
                 (unsigned long long)mantissa, exponent - 1023);
        SAME_DOUBLE(text);
        snprintf(text, sizeof(text), "0x1.%013llx80000001p%d",
                 (unsigned long long)mantissa, exponent - 1023);
        SAME_DOUBLE(text);
        snprintf(text, sizeof(text), "0x1.%013llx7fffffffp%d",
                 (unsigned long long)mantissa, exponent - 1023);
        SAME_DOUBLE(text);
    }
    /* 2^53 + 1, 2^54 + 2, ... lie in the middle. */
    SAME_DOUBLE("9007199254740993");
    SAME_DOUBLE("9007199254740993.0000000000000000000000000000000000001");
    SAME_DOUBLE("9007199254740992.9999999999999999999999999999999999999");
    SAME_DOUBLE("9007199254740995");
    SAME_DOUBLE("18014398509481986");
    SAME_DOUBLE("2.4703282292062327208e-324");
    SAME_DOUBLE("2.4703282292062328e-324");
    SAME_DOUBLE("1.7976931348623158079e308");
    SAME_DOUBLE("1.7976931348623159e308");
}

UC_TEST(odd_spellings_are_read_as_the_host_does)
{
    static const char *const texts[] = {
        "",
        "-",
        ".",
        "+.e5",
        "1e",
        "1e+",
        "1.5e-x",
        "  -0",
        "-0.0e99",
        "0x",
        "0xg",
        "0x.8",
        "0x.p1",
        "0x1p",
        "0x1.8p-1074",
        "0x1p-1075",
        "0x1p1024",
        "inf",
        "-INFINITY",
        "infinit",
        "nan",
        "NaN(12)",
        "nan(12",
        "1e999999",
        "-1e-999999",
        "1..2",
        "1e99999999999999999999",
        "0e99999999999999999",
        "\t\n12.5",
        "000.0001",
        "1_000",
        "0x1.fffffffffffff8p1023",
        "0x0.0000000000001p-1022",
        "4.9e-324",
        "2.2250738585072011e-308",
    };

    for (size_t i = 0; i < UC_ARRAY_SIZE(texts); i++) {
        SAME_DOUBLE(texts[i]);
    }
}

UC_TEST(what_is_out_of_range_sets_errno)
{
    errno = 0;
    UC_EXPECT(strtod("1e400", NULL) > 1e300);
    UC_EXPECT_EQ(errno, ERANGE);
    errno = 0;
    UC_EXPECT(strtod("1e-400", NULL) == 0);
    UC_EXPECT_EQ(errno, ERANGE);
    errno = 0;
    UC_EXPECT(strtod("0e-400", NULL) == 0);
    UC_EXPECT(strtod("inf", NULL) > 1e300);
    UC_EXPECT_EQ(errno, 0);
}

UC_TEST(every_double_survives_17_digits)
{
    for (int i = 0; i < 5000; i++) {
        uint64_t bits = random64();
        double value, back;
        char text[40];

        memcpy(&value, &bits, sizeof(value));
        if (value != value) {
            continue;
        }
        snprintf(text, sizeof(text), "%.17g", value);
        back = strtod(text, NULL);
        UC_EXPECT_MEM(&back, &value, sizeof(value));
    }
}

UC_TEST(integers_are_read_as_the_host_does)
{
    static const char *const texts[] = {
        "",
        "0",
        "-0",
        "+5",
        " \t42x",
        "0x1F",
        "0x",
        "0xg",
        "08",
        "-1",
        "zZ",
        "7fff",
        "- 1",
        "+-1",
        "0b11",
        "1e3",
        "-0x10",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
        "-99999999999999999999999",
    };
    static const int bases[] = {0, 2, 8, 10, 16, 36, 1, 37, -1};

    for (size_t i = 0; i < UC_ARRAY_SIZE(texts); i++) {
        for (size_t b = 0; b < UC_ARRAY_SIZE(bases); b++) {
            char *got_end = NULL, *want_end = NULL;

            UC_EXPECT_EQ(strtol(texts[i], &got_end, bases[b]),
                         __strtol_internal(texts[i], &want_end, bases[b], 0));
            UC_EXPECT(got_end == want_end || bases[b] == 1 || bases[b] > 36 ||
                      bases[b] < 0);
            UC_EXPECT(strtoul(texts[i], &got_end, bases[b]) ==
                      __strtoul_internal(texts[i], &want_end, bases[b], 0));
        }
    }
    errno = 0;
    UC_EXPECT(strtoll("99999999999999999999", NULL, 10) == LLONG_MAX);
    UC_EXPECT_EQ(errno, ERANGE);
    UC_EXPECT(strtoull("-1", NULL, 10) == ULLONG_MAX);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <uc/test.h>

#include "format.c"

static char buf[64];

UC_PRINTF(2, 3)
static const char *format(size_t bytes, const char *fmt, ...)
{
    va_list args;

    memset(buf, '~', sizeof buf);
    va_start(args, fmt);
    size_t n = boot_format(buf, bytes, fmt, args);
    va_end(args);
    UC_EXPECT_EQ(n, strlen(buf));
    /* Nothing behind the given size is touched. */
    for (size_t i = bytes; i < sizeof buf; i++) {
        UC_EXPECT_EQ(buf[i], '~');
    }
    return buf;
}

UC_TEST(writes_each_conversion)
{
    UC_EXPECT_STR(format(64, "%s|%c|%d|%u|%x|%%", "text", 'c', -42, 42u, 0xbeu),
                  "text|c|-42|42|be|%");
}

UC_TEST(knows_the_lengths)
{
    UC_EXPECT_STR(format(64, "%ld %lld %zu %llx", -1L, (long long)INT64_MIN,
                         (size_t)7, (unsigned long long)UINT64_MAX),
                  "-1 -9223372036854775808 7 ffffffffffffffff");
}

UC_TEST(pads_to_the_width)
{
    UC_EXPECT_STR(
        format(64, "[%5d][%05d][%6s][%08x][%2u]", -42, -42, "ab", 0x1fu, 1234u),
        "[  -42][-0042][ab    ][0000001f][1234]");
}

UC_TEST(writes_pointers_with_their_prefix)
{
    UC_EXPECT_STR(format(64, "%p", (void *)(uintptr_t)0x1000), "0x1000");
}

UC_TEST(cuts_off_what_does_not_fit)
{
    UC_EXPECT_STR(format(6, "%s", "abcdefgh"), "abcde");
    UC_EXPECT_STR(format(1, "%d", 5), "");
}

UC_TEST(leaves_what_it_does_not_know)
{
    /* Out of the compiler's sight, which would warn of both, and rightly. */
    const char *volatile unknown = "%y";
    const char *volatile cut = "100%";
    UC_EXPECT_STR(format(64, unknown), "y");
    UC_EXPECT_STR(format(64, cut), "100");
}

UC_TEST(agrees_with_the_host_on_numbers)
{
    static const long long values[] = {
        0, 1, 9, 10, -1, 99, -1000, INT32_MIN, INT32_MAX, INT64_MAX};
    char want[64];

    for (size_t i = 0; i < UC_ARRAY_SIZE(values); i++) {
        snprintf(want, sizeof want, "%lld %llu %llx %d", values[i],
                 (unsigned long long)values[i], (unsigned long long)values[i],
                 (int)values[i]);
        UC_EXPECT_STR(format(64, "%lld %llu %llx %d", values[i],
                             (unsigned long long)values[i],
                             (unsigned long long)values[i], (int)values[i]),
                      want);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

static unsigned digit_of(char c)
{
    if (isdigit((unsigned char)c)) {
        return (unsigned)(c - '0');
    }
    return isalpha((unsigned char)c) ? (unsigned)((c | 0x20) - 'a') + 10 : 255;
}

/* Skips "0x" or "0" and returns the base that it tells. */
static unsigned skip_prefix(const char **s, unsigned base)
{
    const char *p = *s;

    if (p[0] == '0' && (p[1] | 0x20) == 'x' && digit_of(p[2]) < 16 &&
        (base == 0 || base == 16)) {
        *s = p + 2;
        return 16;
    }
    if (base != 0) {
        return base;
    }
    return (p[0] == '0') ? 8 : 10;
}

/*
 * The number at (s), at most (positive_max) or, with a minus before it,
 * (negative_max): beyond, that limit, and errno ERANGE.
 */
static unsigned long long parse(const char *s, char **end, int base,
                                unsigned long long positive_max,
                                unsigned long long negative_max)
{
    const char *p = s;
    unsigned long long value = 0;
    bool any = false;
    bool overflow = false;

    if (end != NULL) {
        *end = (char *)(uintptr_t)s;
    }
    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return 0;
    }
    while (isspace((unsigned char)*p)) {
        p++;
    }
    const bool negative = *p == '-';
    if (*p == '-' || *p == '+') {
        p++;
    }
    const unsigned radix = skip_prefix(&p, (unsigned)base);
    for (unsigned digit; (digit = digit_of(*p)) < radix; p++) {
        any = true;
        overflow = overflow || __builtin_mul_overflow(value, radix, &value) ||
                   __builtin_add_overflow(value, digit, &value);
    }
    if (!any) {
        return 0;
    }
    if (end != NULL) {
        *end = (char *)(uintptr_t)p;
    }
    const unsigned long long max = negative ? negative_max : positive_max;
    if (overflow || value > max) {
        errno = ERANGE;
        /* The greatest of an unsigned type has no sign. */
        return (negative && negative_max != positive_max) ? 0 - max : max;
    }
    return negative ? 0 - value : value;
}

long long strtoll(const char *restrict s, char **restrict end, int base)
{
    return (long long)parse(s, end, base, LLONG_MAX,
                            (unsigned long long)LLONG_MAX + 1);
}

unsigned long long strtoull(const char *restrict s, char **restrict end,
                            int base)
{
    return parse(s, end, base, ULLONG_MAX, ULLONG_MAX);
}

long strtol(const char *restrict s, char **restrict end, int base)
{
    return (long)parse(s, end, base, LONG_MAX, (unsigned long)LONG_MAX + 1);
}

unsigned long strtoul(const char *restrict s, char **restrict end, int base)
{
    return (unsigned long)parse(s, end, base, ULONG_MAX, ULONG_MAX);
}

intmax_t strtoimax(const char *restrict s, char **restrict end, int base)
{
    return strtoll(s, end, base);
}

uintmax_t strtoumax(const char *restrict s, char **restrict end, int base)
{
    return strtoull(s, end, base);
}

int atoi(const char *s)
{
    return (int)strtol(s, NULL, 10);
}

long atol(const char *s)
{
    return strtol(s, NULL, 10);
}

long long atoll(const char *s)
{
    return strtoll(s, NULL, 10);
}

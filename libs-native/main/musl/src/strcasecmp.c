/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Comparison without regard to case. musl's asks tolower of both letters of
 * each pair; in its locales only A to Z have another case among bytes.
 *
 * Spec: POSIX.1-2008, strcasecmp.
 */
#include <locale.h>
#include <stdint.h>
#include <strings.h>

#include "features.h"

hidden int __strcasecmp_l(const char *left, const char *right, locale_t locale);
hidden int __strncasecmp_l(const char *left, const char *right, size_t n,
                           locale_t locale);

static int lower(unsigned char c)
{
    return (unsigned)c - 'A' < 26u ? c | 0x20 : c;
}

int strncasecmp(const char *left, const char *right, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned char l = (unsigned char)left[i];
        const unsigned char r = (unsigned char)right[i];

        if (lower(l) != lower(r)) {
            return lower(l) - lower(r);
        }
        if (l == 0) {
            break;
        }
    }
    return 0;
}

int strcasecmp(const char *left, const char *right)
{
    return strncasecmp(left, right, SIZE_MAX);
}

int __strcasecmp_l(const char *left, const char *right, locale_t locale)
{
    (void)locale;
    return strcasecmp(left, right);
}

int __strncasecmp_l(const char *left, const char *right, size_t n,
                    locale_t locale)
{
    (void)locale;
    return strncasecmp(left, right, n);
}

weak_alias(__strcasecmp_l, strcasecmp_l);
weak_alias(__strncasecmp_l, strncasecmp_l);

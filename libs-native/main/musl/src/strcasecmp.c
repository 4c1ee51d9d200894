/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Comparison without regard to case. musl's asks tolower of both letters of
 * each pair; in its locales only A to Z have another case among bytes.
 *
 * Spec: POSIX.1-2008, strcasecmp.
 */
#include <locale.h>
#include <strings.h>

#include "features.h"

hidden int __strcasecmp_l(const char *left, const char *right, locale_t locale);
hidden int __strncasecmp_l(const char *left, const char *right, size_t n,
                           locale_t locale);

/* Without a branch, as it goes either way. */
static int lower(int c)
{
    return c + ((unsigned)c - 'A' < 26u) * ('a' - 'A');
}

int strncasecmp(const char *left, const char *right, size_t n)
{
    int difference = 0;

    for (size_t i = 0; i < n; i++) {
        const int l = lower((unsigned char)left[i]);

        difference = l - lower((unsigned char)right[i]);
        if (difference != 0 || l == 0) {
            break;
        }
    }
    return difference;
}

int strcasecmp(const char *left, const char *right)
{
    int l;
    int r;

    do {
        l = lower((unsigned char)*left++);
        r = lower((unsigned char)*right++);
    } while (l == r && l != 0);
    return l - r;
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

/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "word.h"

LIBC_READS_WORDS size_t strlen(const char *s)
{
    const char *p = s;

    for (; !libc_is_aligned(p); p++) {
        if (*p == '\0') {
            return (size_t)(p - s);
        }
    }
    const libc_word *w = (const void *)p;
    while (!libc_has_zero(*w)) {
        w++;
    }
    p = (const char *)w;
    while (*p != '\0') {
        p++;
    }
    return (size_t)(p - s);
}

size_t strnlen(const char *s, size_t max)
{
    const char *end = memchr(s, '\0', max);

    return (end == NULL) ? max : (size_t)(end - s);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "word.h"

LIBC_READS_WORDS void *memchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;
    const unsigned char byte = (unsigned char)c;

    while (n > 0 && !libc_is_aligned(p)) {
        if (*p == byte) {
            return (void *)(uintptr_t)p;
        }
        p++;
        n--;
    }
    const libc_word pattern = LIBC_ONES * byte;
    while (n >= LIBC_WORD_BYTES &&
           !libc_has_zero(*(const libc_word *)(const void *)p ^ pattern)) {
        p += LIBC_WORD_BYTES;
        n -= LIBC_WORD_BYTES;
    }
    for (; n > 0; p++, n--) {
        if (*p == byte) {
            return (void *)(uintptr_t)p;
        }
    }
    return NULL;
}

void *memrchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;

    while (n > 0) {
        n--;
        if (p[n] == (unsigned char)c) {
            return (void *)(uintptr_t)(p + n);
        }
    }
    return NULL;
}

LIBC_READS_WORDS char *strchrnul(const char *s, int c)
{
    const char byte = (char)c;

    for (; !libc_is_aligned(s); s++) {
        if (*s == byte || *s == '\0') {
            return (char *)(uintptr_t)s;
        }
    }
    const libc_word pattern = LIBC_ONES * (unsigned char)c;
    const libc_word *w = (const void *)s;
    while (!libc_has_zero(*w) && !libc_has_zero(*w ^ pattern)) {
        w++;
    }
    s = (const char *)w;
    while (*s != byte && *s != '\0') {
        s++;
    }
    return (char *)(uintptr_t)s;
}

char *strchr(const char *s, int c)
{
    char *found = strchrnul(s, c);

    return (*found == (char)c) ? found : NULL;
}

char *strrchr(const char *s, int c)
{
    return memrchr(s, c, strlen(s) + 1);
}

char *index(const char *s, int c)
{
    return strchr(s, c);
}

char *rindex(const char *s, int c)
{
    return strrchr(s, c);
}

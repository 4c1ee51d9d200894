/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_WORD_H
#define LIBC_WORD_H

/*
 * A word at a time: an aligned word never crosses a page, so reading past the
 * end of an object inside its last word cannot fault. AddressSanitizer sees it
 * all the same and is told to look away.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uintptr_t libc_word;

#define LIBC_READS_WORDS __attribute__((no_sanitize_address))

enum {
    LIBC_WORD_BYTES = sizeof(libc_word),
};

#define LIBC_ONES  ((libc_word) - 1 / 0xff)
#define LIBC_HIGHS (LIBC_ONES * 0x80)

/*
 * Whether some byte of (w) is 0. Spec: Hacker's Delight, 2nd edition, 6-1; the
 * short form, whose answer as a whole is exact.
 */
static inline bool libc_has_zero(libc_word w)
{
    return ((w - LIBC_ONES) & ~w & LIBC_HIGHS) != 0;
}

static inline bool libc_is_aligned(const void *p)
{
    return (uintptr_t)p % LIBC_WORD_BYTES == 0;
}

#endif /* LIBC_WORD_H */

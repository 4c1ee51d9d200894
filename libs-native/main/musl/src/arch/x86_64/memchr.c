/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "block.h"

void *memchr(const void *s, int c, size_t n)
{
    const musl_block wanted = musl_block_all(c);
    unsigned offset;
    const musl_block *block = musl_block_of(s, &offset);
    const char *from = s;
    size_t here = MUSL_BLOCK - offset; /* bytes of (s) in this block */

    if (n == 0) {
        return NULL;
    }
    unsigned found = musl_block_bits(*block == wanted) >> offset;
    while (found == 0) {
        if (n <= here) {
            return NULL;
        }
        n -= here;
        here = MUSL_BLOCK;
        from = (const char *)++block;
        found = musl_block_bits(*block == wanted);
    }
    const size_t at = (size_t)__builtin_ctz(found);
    return at < n ? (void *)((uintptr_t)from + at) : NULL;
}

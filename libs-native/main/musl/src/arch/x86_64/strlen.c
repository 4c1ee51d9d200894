/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "block.h"

size_t strlen(const char *s)
{
    const musl_block zero = musl_block_all(0);
    unsigned offset;
    const musl_block *block = musl_block_of(s, &offset);
    unsigned ends = musl_block_bits(*block == zero) >> offset;

    if (ends != 0) {
        return (size_t)__builtin_ctz(ends);
    }
    do {
        ends = musl_block_bits(*++block == zero);
    } while (ends == 0);
    return (size_t)((const char *)block - s) + (size_t)__builtin_ctz(ends);
}

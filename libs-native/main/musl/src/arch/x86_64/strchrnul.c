/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "features.h"

#include "block.h"

hidden char *__strchrnul(const char *s, int c);

static unsigned hits(musl_block block, musl_block wanted)
{
    return musl_block_bits((block == wanted) | (block == musl_block_all(0)));
}

static inline char *find(const char *s, int c)
{
    const musl_block wanted = musl_block_all(c);
    unsigned offset;
    const musl_block *block = musl_block_of(s, &offset);
    unsigned found = hits(*block, wanted) >> offset;

    if (found != 0) {
        return (char *)((uintptr_t)s + (unsigned)__builtin_ctz(found));
    }
    do {
        found = hits(*++block, wanted);
    } while (found == 0);
    return (char *)((uintptr_t)block + (unsigned)__builtin_ctz(found));
}

char *__strchrnul(const char *s, int c)
{
    return find(s, c);
}

char *strchr(const char *s, int c)
{
    char *at = find(s, c);

    return *at == (char)c ? at : NULL;
}

weak_alias(__strchrnul, strchrnul);

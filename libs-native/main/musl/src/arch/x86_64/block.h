/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MUSL_BLOCK_H
#define MUSL_BLOCK_H

/*
 * Strings in aligned blocks of 16 bytes. Such a block lies in one page, so that
 * its bytes before and behind a string can be read; they are left out after.
 */
#include <stdint.h>

typedef char musl_block __attribute__((vector_size(16), may_alias));
typedef uint64_t musl_halves __attribute__((vector_size(16)));

enum {
    MUSL_BLOCK = sizeof(musl_block),
};

/* The block that (s) lies in, and where in it. */
static inline const musl_block *musl_block_of(const void *s, unsigned *offset)
{
    *offset = (uintptr_t)s % MUSL_BLOCK;
    return (const musl_block *)((uintptr_t)s - *offset);
}

static inline musl_block musl_block_all(int c)
{
    const uint64_t half = (unsigned char)c * UINT64_C(0x0101010101010101);

    return (musl_block)(musl_halves){half, half};
}

/* Bit i is set where byte i of (equal), a comparison's result, is. */
static inline unsigned musl_block_bits(musl_block equal)
{
    return (unsigned)__builtin_ia32_pmovmskb128(equal);
}

#endif /* MUSL_BLOCK_H */

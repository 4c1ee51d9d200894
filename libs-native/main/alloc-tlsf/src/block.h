/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TLSF_BLOCK_H
#define TLSF_BLOCK_H

/*
 * A block starts with two words: the link to the block before, which is valid
 * only while that one is free and lies in its last word, and its own size with
 * flags. So a block in use costs one word:
 *
 *     | before | size+flags | payload ...          |
 *              the next one | before | size+flags  | ...
 *                             ^ also the payload's last word
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uc/types.h>

struct tlsf_block {
    struct tlsf_block *before; /* valid where TLSF_BEFORE_FREE */
    size_t word;               /* size | flags */
    struct tlsf_block *next;   /* while free: list of its class */
    struct tlsf_block *prev;
};

enum {
    TLSF_WORD = sizeof(size_t),
    TLSF_ALIGN = 2 * TLSF_WORD, /* 16, or 8 on 32-bit architectures */
    TLSF_BLOCK_MIN = 4 * TLSF_WORD,
    /* Flags; sizes are multiples of TLSF_ALIGN. */
    TLSF_FREE = 1 << 0,
    TLSF_BEFORE_FREE = 1 << 1,
    TLSF_FIRST = 1 << 2,                          /* of its chunk */
    TLSF_QUICK = (TLSF_ALIGN == 16) ? 1 << 3 : 0, /* in a quick list */
    TLSF_FLAGS = TLSF_ALIGN - 1,
};

UC_STATIC_ASSERT(sizeof(struct tlsf_block) == TLSF_BLOCK_MIN,
                 "a free block's links fit in the smallest block");

/*
 * A run of pages: this header, blocks, and a block of size 0 that is in use and
 * ends it. A big chunk holds one block and goes back to pages when it is freed.
 */
struct tlsf_chunk {
    size_t pages;
    size_t big;           /* 0 or 1 */
    size_t skipped_bytes; /* from the pages' start to here, for alignment */
    size_t unused;        /* keeps the first payload aligned */
};

enum {
    TLSF_CHUNK_OVERHEAD = sizeof(struct tlsf_chunk) + 2 * TLSF_WORD,
};

static inline size_t tlsf_size(const struct tlsf_block *b)
{
    return b->word & ~(size_t)TLSF_FLAGS;
}

static inline bool tlsf_is(const struct tlsf_block *b, size_t flag)
{
    return (b->word & flag) != 0;
}

/* Bytes that the caller of malloc may use. */
static inline size_t tlsf_usable(const struct tlsf_block *b)
{
    return tlsf_size(b) - TLSF_WORD;
}

static inline void *tlsf_payload(struct tlsf_block *b)
{
    return (char *)b + 2 * TLSF_WORD;
}

static inline struct tlsf_block *tlsf_block_of(const void *payload)
{
    return (struct tlsf_block *)((uintptr_t)payload - 2 * TLSF_WORD);
}

static inline struct tlsf_block *tlsf_at(struct tlsf_block *b, size_t offset)
{
    return (struct tlsf_block *)((uintptr_t)b + offset);
}

static inline struct tlsf_block *tlsf_after(struct tlsf_block *b)
{
    return tlsf_at(b, tlsf_size(b));
}

static inline struct tlsf_chunk *tlsf_chunk_of(struct tlsf_block *first)
{
    return (struct tlsf_chunk *)((uintptr_t)first - sizeof(struct tlsf_chunk));
}

/* Marks (b) free for the block behind it. */
static inline void tlsf_mark_free(struct tlsf_block *b)
{
    struct tlsf_block *after = tlsf_after(b);

    b->word |= TLSF_FREE;
    after->before = b;
    after->word |= TLSF_BEFORE_FREE;
}

static inline void tlsf_mark_used(struct tlsf_block *b)
{
    b->word &= ~(size_t)TLSF_FREE;
    tlsf_after(b)->word &= ~(size_t)TLSF_BEFORE_FREE;
}

#endif /* TLSF_BLOCK_H */

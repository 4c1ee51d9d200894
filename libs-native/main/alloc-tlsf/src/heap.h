/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TLSF_HEAP_H
#define TLSF_HEAP_H

/* Blocks: cutting, joining, and the chunks that they come from. */
#include <uc/assert.h>
#include <uc/spinlock.h>

#include "block.h"

struct tlsf_heap {
    struct uc_spinlock lock;
    size_t heap_bytes;
    size_t used_bytes;
    /* The only block of a chunk that is kept though wholly free, or NULL. */
    struct tlsf_block *spare;
};

extern struct tlsf_heap tlsf_heap;

enum {
    TLSF_CHUNK_PAGES_MAX = 64,
    /* From here on a block gets a chunk of its own. */
    TLSF_BIG_BYTES = TLSF_CHUNK_PAGES_MAX * 4096 / 2,
};

/* Block size for (bytes) of payload; 0 where it overflows. */
static inline size_t tlsf_size_for(size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return 0;
    }
    size_t size = UC_ALIGN_UP(bytes + TLSF_WORD, (size_t)TLSF_ALIGN);
    return (size < TLSF_BLOCK_MIN) ? (size_t)TLSF_BLOCK_MIN : size;
}

/* A block in use of at least (size), whose payload is aligned, or NULL. */
struct tlsf_block *tlsf_take(size_t size, size_t align);

/* Frees a block in use. */
void tlsf_give(struct tlsf_block *b);

/*
 * Makes (b), in use, at least (size), without moving it. Returns false where
 * that does not go, and nothing has changed then.
 */
bool tlsf_resize(struct tlsf_block *b, size_t size);

/* The block behind a pointer that a caller gave us; panics on a bad one. */
static inline struct tlsf_block *tlsf_checked(const void *ptr)
{
    struct tlsf_block *b = tlsf_block_of(ptr);

    UC_ASSERT((uintptr_t)ptr % TLSF_ALIGN == 0);
    /* Freed already, or its header is overwritten. */
    UC_ASSERT(!tlsf_is(b, TLSF_FREE | TLSF_QUICK) &&
              tlsf_size(b) >= TLSF_BLOCK_MIN);
    if (UC_CONFIG_ALLOC_TLSF_CHECK) {
        UC_ASSERT(tlsf_size(b) % TLSF_ALIGN == 0);
        UC_ASSERT(tlsf_size(b) <= tlsf_heap.heap_bytes);
        UC_ASSERT(!tlsf_is(tlsf_after(b), TLSF_BEFORE_FREE));
        UC_ASSERT(!tlsf_is(b, TLSF_BEFORE_FREE) || tlsf_after(b->before) == b);
    }
    return b;
}

#endif /* TLSF_HEAP_H */

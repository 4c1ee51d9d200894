/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TLSF_QUICK_H
#define TLSF_QUICK_H

/*
 * Quick lists: a few freed small blocks of each size, as they are, which the
 * next malloc of that size takes without cutting and joining. To their
 * neighbours they are in use. They go back to the index before the heap grows,
 * and whenever what is in use has halved, so that they never hold on to much.
 *
 * Spec: Weinstock, Wulf: QuickFit, SIGPLAN Notices 23 (10), 1988.
 */
#include "heap.h"
#include "index.h"

enum {
    TLSF_QUICK_EACH = 8,
    /* Where sizes are multiples of 8 there is no bit for the mark. */
    TLSF_HAS_QUICK = UC_CONFIG_ALLOC_TLSF_QUICK && TLSF_QUICK != 0,
};

struct tlsf_quick {
    struct tlsf_block *head[TLSF_SECOND]; /* by size, as first level 0 */
    uint8_t count[TLSF_SECOND];
    size_t high_bytes; /* most in use since the last flush */
};

extern struct tlsf_quick tlsf_quick;

/* A block of exactly (size), in use, or NULL. */
static inline struct tlsf_block *tlsf_quick_take(size_t size)
{
    const size_t i = size / TLSF_ALIGN;

    if (!TLSF_HAS_QUICK || i >= TLSF_SECOND || tlsf_quick.head[i] == NULL) {
        return NULL;
    }
    struct tlsf_block *b = tlsf_quick.head[i];
    UC_ASSERT((b->word & ~(size_t)TLSF_BEFORE_FREE) == (size | TLSF_QUICK));
    tlsf_quick.head[i] = b->next;
    tlsf_quick.count[i]--;
    b->word -= TLSF_QUICK;
    tlsf_heap.used_bytes += size;
    return b;
}

/* Keeps (b), used no more; false where it is not small or there are enough. */
static inline bool tlsf_quick_give(struct tlsf_block *b)
{
    const size_t i = tlsf_size(b) / TLSF_ALIGN;

    /* The first of a chunk may be all of it. */
    if (!TLSF_HAS_QUICK || i >= TLSF_SECOND || tlsf_is(b, TLSF_FIRST) ||
        tlsf_quick.count[i] == TLSF_QUICK_EACH) {
        return false;
    }
    b->word += TLSF_QUICK;
    b->next = tlsf_quick.head[i];
    tlsf_quick.head[i] = b;
    tlsf_quick.count[i]++;
    tlsf_heap.used_bytes -= i * TLSF_ALIGN;
    return true;
}

/* Puts all of them into the index; false where there were none. */
bool tlsf_quick_flush(void);

/* To be called after each block that the index got or gave. */
void tlsf_quick_watch(void);

#endif /* TLSF_QUICK_H */

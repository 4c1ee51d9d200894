/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TLSF_INDEX_H
#define TLSF_INDEX_H

/*
 * The segregated lists of free blocks, in two levels: by power of two, and each
 * power in 16 equal parts. A bit for each list that is not empty makes every
 * search two instructions that find a set bit.
 *
 * Spec: Masmano, Ripoll, Crespo, Real: TLSF, a new dynamic memory allocator for
 * real-time systems, ECRTS 2004.
 */
#include "block.h"

enum {
    TLSF_SECOND_LOG2 = 4,
    TLSF_SECOND = 1 << TLSF_SECOND_LOG2,
    /* Below this, classes are TLSF_ALIGN apart: first level 0. */
    TLSF_SMALL = TLSF_SECOND * TLSF_ALIGN,
    TLSF_SMALL_LOG2 = (TLSF_WORD == 8) ? 8 : 7,
    /* Free blocks are smaller than this: the largest chunk is. */
    TLSF_LIMIT_LOG2 = 19,
    TLSF_FIRST_LEVELS = TLSF_LIMIT_LOG2 - TLSF_SMALL_LOG2 + 1,
};

/* Puts a free block into the list of its class. */
void tlsf_index_add(struct tlsf_block *b);

/* Takes (b) out of its list. */
void tlsf_index_remove(struct tlsf_block *b);

/*
 * A free block of at least (size), or NULL: in bounded time, so it may miss one
 * that stands in the class of (size) itself.
 */
struct tlsf_block *tlsf_index_find(size_t size);

/* The same by walking the class of (size): for when pages are at an end. */
struct tlsf_block *tlsf_index_find_in_class(size_t size);

#endif /* TLSF_INDEX_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>

#include "index.h"

static struct {
    uint32_t first;                     /* bit f: second[f] is not 0 */
    uint32_t second[TLSF_FIRST_LEVELS]; /* bit s: head[f][s] is not empty */
    struct tlsf_block *head[TLSF_FIRST_LEVELS][TLSF_SECOND];
} lists;

UC_STATIC_ASSERT(1 << TLSF_SMALL_LOG2 == TLSF_SMALL, "the first level's start");

static unsigned log2_floor(size_t n)
{
    return (unsigned)(sizeof(long) * 8 - 1) - (unsigned)__builtin_clzl(n);
}

/* The class that blocks of (size) stand in. */
static void class_of(size_t size, unsigned *first, unsigned *second)
{
    if (size < TLSF_SMALL) {
        *first = 0;
        *second = (unsigned)(size / TLSF_ALIGN);
        return;
    }
    unsigned top = log2_floor(size);
    *first = top - TLSF_SMALL_LOG2 + 1;
    *second = (unsigned)(size >> (top - TLSF_SECOND_LOG2)) - TLSF_SECOND;
}

void tlsf_index_add(struct tlsf_block *b)
{
    unsigned f, s;

    class_of(tlsf_size(b), &f, &s);
    struct tlsf_block **head = &lists.head[f][s];
    b->prev = NULL;
    b->next = *head;
    if (b->next != NULL) {
        b->next->prev = b;
    }
    *head = b;
    lists.first |= UINT32_C(1) << f;
    lists.second[f] |= UINT32_C(1) << s;
}

/* The links lie in freed memory: whoever wrote there is found here. */
void tlsf_index_remove(struct tlsf_block *b)
{
    if (b->next != NULL) {
        UC_ASSERT(b->next->prev == b);
        b->next->prev = b->prev;
    }
    if (b->prev != NULL) {
        UC_ASSERT(b->prev->next == b);
        b->prev->next = b->next;
        return;
    }
    unsigned f, s;
    class_of(tlsf_size(b), &f, &s);
    UC_ASSERT(f < TLSF_FIRST_LEVELS && lists.head[f][s] == b);
    lists.head[f][s] = b->next;
    if (b->next == NULL) {
        lists.second[f] &= ~(UINT32_C(1) << s);
        if (lists.second[f] == 0) {
            lists.first &= ~(UINT32_C(1) << f);
        }
    }
}

struct tlsf_block *tlsf_index_find(size_t size)
{
    unsigned f, s;

    if (size >= TLSF_SMALL) {
        /* Up to the next class: there, any block is big enough. */
        size += ((size_t)1 << (log2_floor(size) - TLSF_SECOND_LOG2)) - 1;
    }
    class_of(size, &f, &s);
    if (f >= TLSF_FIRST_LEVELS) {
        return NULL;
    }
    uint32_t classes = lists.second[f] & (UINT32_MAX << s);
    if (classes == 0) {
        uint32_t levels = lists.first & (UINT32_MAX << f << 1);

        if (levels == 0) {
            return NULL;
        }
        f = (unsigned)__builtin_ctz(levels);
        classes = lists.second[f];
    }
    return lists.head[f][__builtin_ctz(classes)];
}

struct tlsf_block *tlsf_index_find_in_class(size_t size)
{
    unsigned f, s;

    class_of(size, &f, &s);
    if (f >= TLSF_FIRST_LEVELS) {
        return NULL;
    }
    struct tlsf_block *b = lists.head[f][s];
    while (b != NULL && tlsf_size(b) < size) {
        b = b->next;
    }
    return b;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>

#include "table.h"

enum {
    PLACES = 8, /* side by side, where a stack may stand */
};

/* FNV-1a over words. Spec: draft-eastlake-fnv. */
static uint32_t hash_of(const struct profile_stack *stack)
{
    uint32_t hash = 2166136261U;

    for (unsigned i = 0; i < stack->depth; i++) {
        hash = (hash ^ stack->offsets[i]) * 16777619U;
    }
    return hash ^ hash >> 15;
}

static bool is_same(const struct profile_stack *a,
                    const struct profile_stack *b)
{
    bool same = a->depth == b->depth && a->cut == b->cut;

    for (unsigned i = 0; same && i < a->depth; i++) {
        same = a->offsets[i] == b->offsets[i];
    }
    return same;
}

/* The guest may end at any instruction: an entry is free while it changes. */
static void replace(struct profile_stack *place,
                    const struct profile_stack *stack)
{
    place->count = 0;
    uc_barrier();
    place->depth = stack->depth;
    place->cut = stack->cut;
    for (unsigned i = 0; i < stack->depth; i++) {
        place->offsets[i] = stack->offsets[i];
    }
    uc_barrier();
    place->count = 1;
}

void profile_count(struct profile_table *table,
                   const struct profile_stack *stack)
{
    const uint32_t first = hash_of(stack);
    struct profile_stack *least = NULL;

    table->samples++;
    for (uint32_t i = 0; i < PLACES; i++) {
        struct profile_stack *place =
            &table->stacks[(first + i) & (table->stacks_n - 1)];
        if (place->count != 0 && is_same(place, stack)) {
            place->count++;
            return;
        }
        if (least == NULL || place->count < least->count) {
            least = place;
        }
    }
    table->lost += least->count;
    replace(least, stack);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is behind each page of the range: a tree of tables of one page each, as
 * the hardware has them, but also on platforms whose tables nobody can read.
 */
#include <uc/assert.h>
#include <uc/pages.h>

#include "internal.h"

enum {
    SLOTS = (int)((1 << UC_PAGE_SHIFT) / sizeof(uintptr_t)),
    BITS = sizeof(uintptr_t) == 8 ? 9 : 10,
    /* 48 bits of address, or 32. */
    LEVELS = sizeof(uintptr_t) == 8 ? 4 : 2,
};

UC_STATIC_ASSERT(1 << BITS == SLOTS, "a table is one page");

static uintptr_t *root;

static uintptr_t *new_table(void)
{
    uintptr_t *table = uc_pages_alloc(1);

    for (unsigned i = 0; table != NULL && i < SLOTS; i++) {
        table[i] = 0;
    }
    return table;
}

static unsigned index_of(size_t page, unsigned level)
{
    return (unsigned)(page >> (level * BITS)) & (SLOTS - 1);
}

uintptr_t *aspace_slot(size_t page, bool make)
{
    uintptr_t **at = &root;

    for (unsigned level = LEVELS; level-- > 0;) {
        if (*at == NULL) {
            *at = make ? new_table() : NULL;
            if (*at == NULL) {
                return NULL;
            }
        }
        at = (uintptr_t **)&(*at)[index_of(page, level)];
    }
    return (uintptr_t *)at;
}

/* Whole tables that are not there are stepped over. */
uintptr_t *aspace_next_slot(size_t *page, size_t end)
{
    while (*page < end && root != NULL) {
        uintptr_t *table = root;
        unsigned level = LEVELS - 1;

        while (level > 0 && table[index_of(*page, level)] != 0) {
            table = (uintptr_t *)table[index_of(*page, level)];
            level--;
        }
        uintptr_t *slot = &table[index_of(*page, level)];
        if (level == 0 && *slot != 0) {
            return slot;
        }
        const size_t reach = (size_t)1 << (level * BITS);
        *page = (*page & ~(reach - 1)) + reach;
    }
    return NULL;
}

static bool is_empty(const uintptr_t *table)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (table[i] != 0) {
            return false;
        }
    }
    return true;
}

/* One table of slots after the other, and those above it once they are empty.
 */
void aspace_trim(size_t start, size_t end)
{
    while (start < end) {
        uintptr_t *path[LEVELS];
        unsigned level = LEVELS - 1;

        if (root == NULL) {
            return;
        }
        path[level] = root;
        while (level > 0 && path[level][index_of(start, level)] != 0) {
            path[level - 1] = (uintptr_t *)path[level][index_of(start, level)];
            level--;
        }
        /* What is not there ends at a multiple of its reach; a table of slots
         * too. */
        const size_t reach = (size_t)1 << ((level > 0 ? level : 1) * BITS);
        for (; level < LEVELS && is_empty(path[level]); level++) {
            uc_pages_free(path[level], 1);
            if (level == LEVELS - 1) {
                root = NULL;
            } else {
                path[level + 1][index_of(start, level + 1)] = 0;
            }
        }
        start = (start & ~(reach - 1)) + reach;
    }
}

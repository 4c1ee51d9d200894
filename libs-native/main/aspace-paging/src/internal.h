/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef ASPACE_PAGING_INTERNAL_H
#define ASPACE_PAGING_INTERNAL_H

#include <uc/aspace.h>

/*
 * Addresses are counted in pages from 0. Nobody locks: there is one CPU, nobody
 * is interrupted by a thread, and faults in the exception's own context change
 * pages alone, never areas; the code here touches no page of programs.
 */
struct aspace_area {
    size_t start;
    size_t end;
    struct uc_aspace_mapping
        map; /* of (start); flags: UC_ASPACE_LAZY at most */
};

struct aspace_areas {
    struct aspace_area *all; /* ascending, apart */
    size_t count;
    size_t room;
    size_t low; /* the range of programs; 0, 0 until it is asked for */
    size_t high;
    size_t promised; /* pages that mappings may still touch, and will get */
};

extern struct aspace_areas aspace_areas;

/* Asks the platform at the first call. Returns whether there is a range. */
bool aspace_range(void);

/* Of [at, at + bytes), which is whole pages of the range: the first and the
 * last but one. -UC_EINVAL, -UC_ENOMEM (not in the range). */
int aspace_pages_of(const void *at, size_t bytes, size_t *start, size_t *end);

static inline void *aspace_address(size_t page)
{
    return (void *)(page << UC_PAGE_SHIFT);
}

/* The first area that ends behind (page): (count) where there is none. */
size_t aspace_at(size_t page);
/* The area that holds (page), or NULL. */
struct aspace_area *aspace_find(size_t page);
/* Whether areas cover all of [start, end). */
bool aspace_covered(size_t start, size_t end);
/* A hole of (pages), at (wish) if that is possible; 0: none. */
size_t aspace_hole(size_t pages, size_t wish);
/* Makes (page) the border of two areas if it lies in one. -UC_ENOMEM. */
int aspace_split(size_t page);
/* Room for (more) areas. -UC_ENOMEM. */
int aspace_room(size_t more);
/* Puts an area in a hole; there is room. Joins it with its neighbours. */
void aspace_insert(const struct aspace_area *area);
/* Takes out all areas in [start, end), at whose ends are borders. */
void aspace_remove(size_t start, size_t end);
/* Joins what is alike in and beside [start, end). */
void aspace_join(size_t start, size_t end);

/* Whether the pages of (area) have been promised. */
static inline bool aspace_promises(const struct aspace_area *area)
{
    return (area->map.flags & UC_ASPACE_LAZY) == 0 && area->map.object == NULL;
}

/*
 * What is behind each page: a page of contract "pages", with marks in its
 * lowest bits where it is an object's; 0 is nothing yet.
 */
enum {
    ASPACE_PAGE_SHARED = 1,
    ASPACE_PAGE_CLEAN = 2, /* shown read-only until somebody writes to it */
    ASPACE_PAGE_MARKS = 3,
};

/* The slot of (page); with (make) NULL says that memory is out, else that there
 * is nothing. */
uintptr_t *aspace_slot(size_t page, bool make);
/* The first slot from (*page) on, before (end), with something in it; NULL. */
uintptr_t *aspace_next_slot(size_t *page, size_t end);
/* Gives back what holds slots of [start, end) alone, all of which are empty. */
void aspace_trim(size_t start, size_t end);

/* Empties (*slot) of (page), in (area). */
void aspace_drop(const struct aspace_area *area, size_t page, uintptr_t *slot);
/* Drops all pages in [start, end), which areas may cover or not. Returns how
 * many there were. */
void aspace_drop_all(size_t start, size_t end);
/* Shows what is in (*slot) at (page), as (area) allows it. -UC_ENOMEM. */
int aspace_show(const struct aspace_area *area, size_t page,
                const uintptr_t *slot);
/* Brings a zeroed page to (page), where (area) has no object. -UC_ENOMEM.
 * Context: exception too. */
int aspace_bring_zeros(const struct aspace_area *area, size_t page);
/* Brings (page), whatever is behind (area), perhaps to be written to. Context:
 * thread. */
int aspace_bring(const struct aspace_area *area, size_t page, bool write);
/* Brings all of [start, end). */
int aspace_bring_all(size_t start, size_t end);

/*
 * Whether so much more can be promised: what is free, less what others have
 * been promised, and what page tables for it may take.
 */
bool aspace_can_promise(size_t pages);
/* Empties [start, end), with room left for (more) areas. -UC_ENOMEM, and
 * nothing has changed. */
int aspace_clear(size_t start, size_t end, size_t more);

#endif /* ASPACE_PAGING_INTERNAL_H */

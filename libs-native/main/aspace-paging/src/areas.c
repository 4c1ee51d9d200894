/* SPDX-License-Identifier: BSD-3-Clause */
/* Which addresses are mapped, and as what: a sorted array. */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat/paging.h>

#include "internal.h"

enum {
    AREAS_MAX = 65530, /* as Linux' vm.max_map_count */
    FIRST_ROOM = 16,
};

struct aspace_areas aspace_areas;

bool aspace_range(void)
{
    struct aspace_areas *areas = &aspace_areas;
    uintptr_t start;
    uintptr_t end;

    if (areas->high == 0 && uc_plat_paging_range(&start, &end) == 0) {
        areas->low = start >> UC_PAGE_SHIFT;
        areas->high = end >> UC_PAGE_SHIFT;
    }
    return areas->high != 0;
}

int aspace_pages_of(const void *at, size_t bytes, size_t *start, size_t *end)
{
    const size_t first = (uintptr_t)at >> UC_PAGE_SHIFT;

    if ((uintptr_t)at % UC_PAGE_SIZE != 0 || bytes == 0) {
        return -UC_EINVAL;
    }
    const size_t pages = (bytes - 1) / UC_PAGE_SIZE + 1;
    if (!aspace_range() || first < aspace_areas.low ||
        first > aspace_areas.high || pages > aspace_areas.high - first) {
        return -UC_ENOMEM;
    }
    *start = first;
    *end = first + pages;
    return 0;
}

size_t aspace_at(size_t page)
{
    size_t low = 0;
    size_t high = aspace_areas.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (aspace_areas.all[middle].end > page) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

struct aspace_area *aspace_find(size_t page)
{
    size_t at = aspace_at(page);

    return at < aspace_areas.count && aspace_areas.all[at].start <= page
               ? &aspace_areas.all[at]
               : NULL;
}

bool aspace_covered(size_t start, size_t end)
{
    for (size_t at = aspace_at(start); start < end; at++) {
        if (at == aspace_areas.count || aspace_areas.all[at].start > start) {
            return false;
        }
        start = aspace_areas.all[at].end;
    }
    return true;
}

/*
 * The lowest hole that is large enough, from a quarter of the range on: what
 * lies below is for programs that say where.
 */
size_t aspace_hole(size_t pages, size_t wish)
{
    const struct aspace_areas *areas = &aspace_areas;

    if (wish >= areas->low && wish < areas->high &&
        pages <= areas->high - wish) {
        size_t at = aspace_at(wish);
        if (at == areas->count || areas->all[at].start - wish >= pages) {
            if (at == areas->count || areas->all[at].start > wish) {
                return wish;
            }
        }
    }
    size_t from = areas->low + (areas->high - areas->low) / 4;
    for (size_t at = aspace_at(from); at < areas->count; at++) {
        if (areas->all[at].start > from &&
            areas->all[at].start - from >= pages) {
            return from;
        }
        from = areas->all[at].end;
    }
    return pages <= areas->high - from ? from : 0;
}

int aspace_room(size_t more)
{
    struct aspace_areas *areas = &aspace_areas;
    size_t room = areas->room == 0 ? FIRST_ROOM : areas->room;

    if (areas->count + more <= areas->room) {
        return 0;
    }
    if (areas->count + more > AREAS_MAX) {
        return -UC_ENOMEM;
    }
    while (room < areas->count + more) {
        room *= 2;
    }
    struct aspace_area *all = uc_realloc(areas->all, room * sizeof *all);
    if (all == NULL) {
        return -UC_ENOMEM;
    }
    areas->all = all;
    areas->room = room;
    return 0;
}

/* Moves what begins at (at) by (by) places. */
static void shift(size_t at, long by)
{
    struct aspace_areas *areas = &aspace_areas;

    __builtin_memmove(areas->all + at + by, areas->all + at,
                      (areas->count - at) * sizeof *areas->all);
    areas->count += (size_t)by;
}

static bool alike(const struct aspace_area *a, const struct aspace_area *b)
{
    return a->end == b->start && a->map.prot == b->map.prot &&
           a->map.prot_max == b->map.prot_max && a->map.flags == b->map.flags &&
           a->map.object == b->map.object &&
           (a->map.object == NULL ||
            a->map.offset + (a->end - a->start) == b->map.offset);
}

static void retain(const struct aspace_area *area)
{
    if (area->map.object != NULL) {
        area->map.object->ops->retain(area->map.object);
    }
}

static void release(const struct aspace_area *area)
{
    if (area->map.object != NULL) {
        area->map.object->ops->release(area->map.object);
    }
}

void aspace_join(size_t start, size_t end)
{
    struct aspace_area *all = aspace_areas.all;
    size_t at = aspace_at(start > 0 ? start - 1 : 0);

    while (at + 1 < aspace_areas.count && all[at].start <= end) {
        if (alike(&all[at], &all[at + 1])) {
            release(&all[at + 1]);
            all[at].end = all[at + 1].end;
            shift(at + 2, -1);
        } else {
            at++;
        }
    }
}

int aspace_split(size_t page)
{
    size_t at = aspace_at(page);

    if (at == aspace_areas.count || aspace_areas.all[at].start >= page) {
        return 0;
    }
    int err = aspace_room(1);
    if (err < 0) {
        return err;
    }
    struct aspace_area *area = &aspace_areas.all[at];
    retain(area);
    shift(at, 1);
    area[0].end = page;
    area[1].map.offset += page - area[1].start;
    area[1].start = page;
    return 0;
}

void aspace_insert(const struct aspace_area *area)
{
    size_t at = aspace_at(area->start);

    shift(at, 1);
    aspace_areas.all[at] = *area;
    retain(area);
    aspace_join(area->start, area->end);
}

void aspace_remove(size_t start, size_t end)
{
    size_t at = aspace_at(start);
    size_t n = 0;

    while (at + n < aspace_areas.count &&
           aspace_areas.all[at + n].start < end) {
        release(&aspace_areas.all[at + n]);
        n++;
    }
    shift(at + n, -(long)n);
}

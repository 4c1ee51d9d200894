/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/pages.h>
#include <uc/plat/paging.h>

#include "internal.h"

enum {
    FIXED = UC_ASPACE_FIXED | UC_ASPACE_KEEP,
};

bool aspace_can_promise(size_t pages)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    const size_t tables = 2 * (pages / 512) + 8;
    return stats.free_pages >= aspace_areas.promised &&
           pages <= stats.free_pages - aspace_areas.promised &&
           tables <= stats.free_pages - aspace_areas.promised - pages;
}

static bool is_empty(size_t start, size_t end)
{
    const size_t at = aspace_at(start);

    return at == aspace_areas.count || aspace_areas.all[at].start >= end;
}

/* Finds [*start, *end) for (bytes). */
static int find_place(const void *at, size_t bytes, unsigned flags,
                      size_t *start, size_t *end)
{
    if ((flags & FIXED) != 0) {
        int err = aspace_pages_of(at, bytes, start, end);
        return err == 0 && (flags & UC_ASPACE_KEEP) != 0 &&
                       !is_empty(*start, *end)
                   ? -UC_EEXIST
                   : err;
    }
    if (bytes == 0) {
        return -UC_EINVAL;
    }
    if (!aspace_range()) {
        return -UC_ENOMEM;
    }
    const size_t pages = (bytes - 1) / UC_PAGE_SIZE + 1;
    *start = aspace_hole(pages, (uintptr_t)at >> UC_PAGE_SHIFT);
    *end = *start + pages;
    return *start == 0 ? -UC_ENOMEM : 0;
}

int aspace_clear(size_t start, size_t end, size_t more)
{
    /* Splits at both ends may take two. */
    int err = aspace_room(2 + more);

    if (err < 0) {
        return err;
    }
    (void)aspace_split(start);
    (void)aspace_split(end);
    aspace_drop_all(start, end);
    for (size_t at = aspace_at(start);
         at < aspace_areas.count && aspace_areas.all[at].start < end; at++) {
        const struct aspace_area *area = &aspace_areas.all[at];
        if (aspace_promises(area)) {
            aspace_areas.promised -= area->end - area->start;
        }
    }
    aspace_remove(start, end);
    return 0;
}

int aspace_bring_all(size_t start, size_t end)
{
    for (size_t page = start; page < end; page++) {
        const struct aspace_area *area = aspace_find(page);
        if (area == NULL) {
            return -UC_EFAULT;
        }
        int err = aspace_bring(area, page, false);
        /* Behind the end of an object a page is missing when it is touched. */
        if (err < 0 && err != -UC_ENXIO) {
            return err;
        }
    }
    return 0;
}

int uc_aspace_map(void **at, size_t bytes,
                  const struct uc_aspace_mapping *mapping)
{
    const unsigned flags = mapping->flags;
    struct aspace_area area = {.map = *mapping};
    int err = find_place(*at, bytes, flags, &area.start, &area.end);

    if (err < 0) {
        return err;
    }
    /* What is opened later, as stacks of threads are, is lazy. */
    if ((mapping->prot & UC_ASPACE_WRITE) == 0) {
        area.map.flags |= UC_ASPACE_LAZY;
    }
    area.map.flags &= UC_ASPACE_LAZY;
    const size_t pages = area.end - area.start;
    if (aspace_promises(&area) && !aspace_can_promise(pages)) {
        return -UC_ENOMEM;
    }
    err = aspace_clear(area.start, area.end, 1);
    if (err < 0) {
        return err;
    }
    if (aspace_promises(&area)) {
        aspace_areas.promised += pages;
    }
    aspace_insert(&area);
    if (mapping->prot != 0 &&
        ((flags & UC_ASPACE_POPULATE) != 0 || !uc_plat_paging_on_demand())) {
        err = aspace_bring_all(area.start, area.end);
        if (err < 0) {
            (void)aspace_clear(area.start, area.end, 0);
            return err;
        }
    }
    *at = aspace_address(area.start);
    return 0;
}

int uc_aspace_unmap(void *at, size_t bytes)
{
    size_t start;
    size_t end;
    int err = aspace_pages_of(at, bytes, &start, &end);

    if (err == -UC_ENOMEM) {
        return 0; /* nothing can be mapped there */
    }
    return err < 0 ? err : aspace_clear(start, end, 0);
}

/* Brings all of [start, end) that may be used, where no fault could. */
static int bring_usable(size_t start, size_t end)
{
    int err = 0;

    if (uc_plat_paging_on_demand()) {
        return 0;
    }
    for (size_t i = aspace_at(start);
         err == 0 && i < aspace_areas.count && aspace_areas.all[i].start < end;
         i++) {
        const struct aspace_area *area = &aspace_areas.all[i];
        if (area->map.prot != 0) {
            err = aspace_bring_all(area->start > start ? area->start : start,
                                   area->end < end ? area->end : end);
        }
    }
    return err;
}

/* Whether every area in [start, end) may have (prot). */
static int check_prot(size_t start, size_t end, unsigned prot)
{
    if (!aspace_covered(start, end)) {
        return -UC_ENOMEM;
    }
    for (size_t at = aspace_at(start);
         at < aspace_areas.count && aspace_areas.all[at].start < end; at++) {
        if ((prot & ~(unsigned)aspace_areas.all[at].map.prot_max) != 0) {
            return -UC_EACCES;
        }
    }
    return 0;
}

int uc_aspace_protect(void *at, size_t bytes, unsigned prot)
{
    size_t start;
    size_t end;
    int err = aspace_pages_of(at, bytes, &start, &end);

    err = err < 0 ? err : check_prot(start, end, prot);
    err = err < 0 ? err : aspace_room(2);
    if (err < 0) {
        return err;
    }
    (void)aspace_split(start);
    (void)aspace_split(end);
    for (size_t i = aspace_at(start);
         i < aspace_areas.count && aspace_areas.all[i].start < end; i++) {
        aspace_areas.all[i].map.prot = (uint8_t)prot;
    }
    uintptr_t *slot;
    for (size_t page = start; (slot = aspace_next_slot(&page, end)) != NULL;
         page++) {
        /* Where no table can be had, a fault says so. */
        (void)aspace_show(aspace_find(page), page, slot);
    }
    aspace_join(start, end);
    return bring_usable(start, end);
}

int uc_aspace_discard(void *at, size_t bytes)
{
    size_t start;
    size_t end;
    int err = aspace_pages_of(at, bytes, &start, &end);

    if (err < 0) {
        return err;
    }
    const bool whole = aspace_covered(start, end);
    aspace_drop_all(start, end);
    err = bring_usable(start, end);
    return whole ? err : -UC_ENOMEM;
}

int uc_aspace_populate(const void *at, size_t bytes, bool write)
{
    const size_t first = (uintptr_t)at >> UC_PAGE_SHIFT;
    const unsigned need = write ? UC_ASPACE_WRITE : UC_ASPACE_READ;

    if (bytes == 0 || first < aspace_areas.low || first >= aspace_areas.high) {
        return 0;
    }
    const size_t last = ((uintptr_t)at + bytes - 1) >> UC_PAGE_SHIFT;
    if (last < first || last >= aspace_areas.high) {
        return -UC_EFAULT;
    }
    for (size_t page = first; page <= last; page++) {
        const struct aspace_area *area = aspace_find(page);
        if (area == NULL || area->map.prot < need) {
            return -UC_EFAULT;
        }
        int err = aspace_bring(area, page, write);
        if (err < 0) {
            return err;
        }
    }
    return 0;
}

int uc_aspace_each(const void *at, size_t bytes,
                   int (*visit)(void *arg, char *start, size_t bytes,
                                const struct uc_aspace_mapping *mapping),
                   void *arg)
{
    size_t start;
    size_t end;
    int result = 0;

    if (aspace_pages_of(at, bytes, &start, &end) < 0) {
        return 0;
    }
    for (size_t i = aspace_at(start); result == 0 && i < aspace_areas.count &&
                                      aspace_areas.all[i].start < end;
         i++) {
        struct aspace_area part = aspace_areas.all[i];
        if (part.start < start) {
            part.map.offset += start - part.start;
            part.start = start;
        }
        part.end = part.end < end ? part.end : end;
        result = visit(arg, aspace_address(part.start),
                       (part.end - part.start) << UC_PAGE_SHIFT, &part.map);
    }
    return result;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/paging.h>

#include "internal.h"

/* What is resized: pages [start, end) of (area). */
struct part {
    struct aspace_area area;
    size_t start;
    size_t end;
};

/* As (part)'s area continues from (page), or would. */
static struct aspace_area like(const struct part *part, size_t page,
                               size_t start, size_t end)
{
    struct aspace_area new = {start, end, part->area.map};

    new.map.offset += page - part->area.start;
    return new;
}

/* Puts (area) in a hole. */
static void add(const struct aspace_area *area)
{
    if (aspace_promises(area)) {
        aspace_areas.promised += area->end - area->start;
    }
    aspace_insert(area);
}

static int bring_new(const struct part *part, size_t start, size_t end)
{
    return part->area.map.prot != 0 && !uc_plat_paging_on_demand()
               ? aspace_bring_all(start, end)
               : 0;
}

static int grow_in_place(const struct part *part, size_t more)
{
    struct aspace_area new = like(part, part->end, part->end, part->end + more);
    int err = aspace_room(1);

    if (err < 0) {
        return err;
    }
    add(&new);
    err = bring_new(part, new.start, new.end);
    if (err < 0) {
        (void)aspace_clear(new.start, new.end, 0);
    }
    return err;
}

/* Slots of [to, ...) for all that is in [start, end). */
static int make_slots(size_t start, size_t end, size_t to)
{
    for (size_t page = start; aspace_next_slot(&page, end) != NULL; page++) {
        if (aspace_slot(to + (page - start), true) == NULL) {
            return -UC_ENOMEM;
        }
    }
    return 0;
}

/* Those of an area are touched no more, those of the other one are: as many are
 * promised as before. */
static void move_slots(size_t start, size_t end, size_t to)
{
    uintptr_t *slot;

    for (size_t page = start; (slot = aspace_next_slot(&page, end)) != NULL;
         page++) {
        const size_t target = to + (page - start);
        uintptr_t *new = aspace_slot(target, false);

        uc_plat_paging_unmap(page << UC_PAGE_SHIFT);
        *new = *slot;
        *slot = 0;
        /* Where no table can be had, a fault says so. */
        (void)aspace_show(aspace_find(target), target, new);
    }
}

/* To [to, to + pages), which may hold others, but none of (part). */
static int move(const struct part *part, size_t to, size_t pages)
{
    const size_t old = part->end - part->start;
    const size_t stay = old < pages ? old : pages;
    /* For the new one, and the borders of the old one. */
    int err = aspace_clear(to, to + pages, 3);

    if (err < 0) {
        return err;
    }
    struct aspace_area new = like(part, part->start, to, to + pages);
    add(&new);
    err = make_slots(part->start, part->start + stay, to);
    if (err == 0) {
        err = bring_new(part, to + stay, to + pages);
    }
    if (err < 0) {
        (void)aspace_clear(to, to + pages, 0);
        return err;
    }
    move_slots(part->start, part->start + stay, to);
    (void)aspace_clear(part->start, part->end, 0);
    return 0;
}

static int resize(struct part *part, size_t pages, bool may_move, size_t *to)
{
    const size_t old = part->end - part->start;

    if (pages > old && aspace_promises(&part->area) &&
        !aspace_can_promise(pages - old)) {
        return -UC_ENOMEM;
    }
    if (*to == 0) {
        *to = part->start;
        if (pages <= old) {
            return pages == old
                       ? 0
                       : aspace_clear(part->start + pages, part->end, 0);
        }
        if (aspace_hole(pages - old, part->end) == part->end) {
            return grow_in_place(part, pages - old);
        }
        *to = may_move ? aspace_hole(pages, 0) : 0;
    }
    return *to == 0 ? -UC_ENOMEM : move(part, *to, pages);
}

int uc_aspace_resize(void **at, size_t bytes, size_t new_bytes, bool may_move,
                     void *const *to)
{
    struct part part;
    size_t target = 0;
    size_t target_end = 0;

    if (bytes == 0 || new_bytes == 0) {
        return -UC_EINVAL;
    }
    int err = aspace_pages_of(*at, bytes, &part.start, &part.end);
    if (err < 0) {
        return err == -UC_ENOMEM ? -UC_EFAULT : err;
    }
    const struct aspace_area *area = aspace_find(part.start);
    if (area == NULL || area->end < part.end) {
        return -UC_EFAULT;
    }
    part.area = *area;
    const size_t pages = (new_bytes - 1) / UC_PAGE_SIZE + 1;
    if (pages > aspace_areas.high - aspace_areas.low) {
        return -UC_ENOMEM;
    }
    if (to != NULL) {
        err = aspace_pages_of(*to, new_bytes, &target, &target_end);
        if (err == 0 && target < part.end && part.start < target_end) {
            err = -UC_EINVAL;
        }
        if (err < 0) {
            return err;
        }
    }
    err = resize(&part, pages, may_move, &target);
    if (err == 0) {
        *at = aspace_address(target);
    }
    return err;
}

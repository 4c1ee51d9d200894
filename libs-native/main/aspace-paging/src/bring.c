/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages come and go. */
#include <uc/errors.h>
#include <uc/pages.h>
#include <uc/plat/paging.h>

#include "internal.h"

static void *page_of(const uintptr_t *slot)
{
    return (void *)(*slot & ~(uintptr_t)ASPACE_PAGE_MARKS);
}

int aspace_show(const struct aspace_area *area, size_t page,
                const uintptr_t *slot)
{
    const uintptr_t at = page << UC_PAGE_SHIFT;

    if (area->map.prot == 0) {
        uc_plat_paging_unmap(at);
        return 0;
    }
    return uc_plat_paging_map(at, page_of(slot),
                              (area->map.prot & UC_ASPACE_WRITE) != 0 &&
                                  (*slot & ASPACE_PAGE_CLEAN) == 0);
}

void aspace_drop(const struct aspace_area *area, size_t page, uintptr_t *slot)
{
    uc_plat_paging_unmap(page << UC_PAGE_SHIFT);
    if ((*slot & ASPACE_PAGE_SHARED) == 0) {
        uc_pages_free(page_of(slot), 1);
    }
    *slot = 0;
    if (aspace_promises(area)) {
        aspace_areas.promised++;
    }
}

void aspace_drop_all(size_t start, size_t end)
{
    uintptr_t *slot;

    for (size_t page = start; (slot = aspace_next_slot(&page, end)) != NULL;
         page++) {
        aspace_drop(aspace_find(page), page, slot);
    }
    aspace_trim(start, end);
}

static void *new_page(void)
{
    void *page = uc_pages_alloc(1);

    if (page != NULL) {
        __builtin_memset(page, 0, UC_PAGE_SIZE);
    }
    return page;
}

int aspace_bring_zeros(const struct aspace_area *area, size_t page)
{
    uintptr_t *slot = aspace_slot(page, true);

    if (slot == NULL) {
        return -UC_ENOMEM;
    }
    if (*slot == 0) {
        *slot = (uintptr_t)new_page();
        if (*slot == 0) {
            return -UC_ENOMEM;
        }
        if (aspace_promises(area)) {
            aspace_areas.promised--;
        }
    }
    return aspace_show(area, page, slot);
}

/* The object may wait, and its mapping be gone then, or another. */
static int bring_object(const struct aspace_area *area, size_t page, bool write)
{
    struct uc_aspace_object *object = area->map.object;
    const uint64_t index = area->map.offset + (page - area->start);
    const bool shares = object->ops->share != NULL;
    void *data = shares ? NULL : new_page();
    int err;

    if (!shares && data == NULL) {
        return -UC_ENOMEM;
    }
    object->ops->retain(object);
    err = shares ? object->ops->share(object, index, write, &data)
                 : object->ops->fill(object, index, data);
    area = aspace_find(page);
    uintptr_t *slot = NULL;
    if (err == 0 && area != NULL && area->map.object == object &&
        area->map.offset + (page - area->start) == index) {
        slot = aspace_slot(page, true);
        err = slot == NULL ? -UC_ENOMEM : 0;
    }
    if (slot != NULL && shares) {
        *slot = (uintptr_t)data | ASPACE_PAGE_SHARED |
                (write ? 0 : ASPACE_PAGE_CLEAN);
    } else if (slot != NULL && *slot == 0) {
        *slot = (uintptr_t)data;
    } else if (!shares) {
        uc_pages_free(data, 1);
    }
    if (slot != NULL) {
        err = aspace_show(area, page, slot);
    }
    object->ops->release(object);
    return err;
}

int aspace_bring(const struct aspace_area *area, size_t page, bool write)
{
    const uintptr_t *slot = aspace_slot(page, false);

    /* Where no fault can tell, what may be written to counts as that. */
    write |= !uc_plat_paging_on_demand();
    write &= (area->map.prot & UC_ASPACE_WRITE) != 0;
    if (slot != NULL && *slot != 0 &&
        !(write && (*slot & ASPACE_PAGE_CLEAN) != 0)) {
        return aspace_show(area, page, slot);
    }
    return area->map.object == NULL ? aspace_bring_zeros(area, page)
                                    : bring_object(area, page, write);
}

bool uc_aspace_clean(struct uc_aspace_object *object)
{
    if (!uc_plat_paging_on_demand()) {
        return false;
    }
    for (size_t i = 0; i < aspace_areas.count; i++) {
        const struct aspace_area *area = &aspace_areas.all[i];
        uintptr_t *slot;
        if (area->map.object != object) {
            continue;
        }
        for (size_t page = area->start;
             (slot = aspace_next_slot(&page, area->end)) != NULL; page++) {
            *slot |= ASPACE_PAGE_CLEAN;
            (void)aspace_show(area, page, slot);
        }
    }
    return true;
}

void uc_aspace_bring_objects(const void *at, size_t bytes, bool write)
{
    const size_t last = ((uintptr_t)at + bytes - 1) >> UC_PAGE_SHIFT;
    size_t page = (uintptr_t)at >> UC_PAGE_SHIFT;

    if (bytes == 0 || page < aspace_areas.low || last >= aspace_areas.high) {
        return;
    }
    for (; page <= last; page++) {
        const size_t i = aspace_at(page);
        if (i == aspace_areas.count || aspace_areas.all[i].start > last) {
            return;
        }
        const struct aspace_area *area = &aspace_areas.all[i];
        if (area->map.object == NULL) {
            page = area->end - 1;
        } else if (area->start <= page && area->map.prot != 0) {
            (void)aspace_bring(area, page, write);
        }
    }
}

void *uc_aspace_page(const void *at)
{
    const size_t page = (uintptr_t)at >> UC_PAGE_SHIFT;
    const uintptr_t *slot =
        page < aspace_areas.high ? aspace_slot(page, false) : NULL;

    return slot == NULL || *slot == 0
               ? NULL
               : (char *)page_of(slot) + (uintptr_t)at % UC_PAGE_SIZE;
}

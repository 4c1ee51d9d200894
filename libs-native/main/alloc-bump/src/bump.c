/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages from one end of each region to the other. Memory comes back only where
 * the last pages handed out are freed first: for images that allocate at start
 * and then keep what they have.
 */
#include <stdint.h>

#include <uc/assert.h>
#include <uc/pages.h>
#include <uc/plat/memory.h>
#include <uc/spinlock.h>

enum {
    REGIONS_MAX = 8, /* what a platform offers beyond is left alone */
};

struct region {
    uintptr_t start;
    uintptr_t next; /* address of the first page never handed out */
    uintptr_t end;
};

static struct {
    struct uc_spinlock lock;
    unsigned regions; /* 0 until the first call */
    struct region region[REGIONS_MAX];
    size_t total_pages;
} bump;

static void set_up(void)
{
    struct uc_plat_memory memory;

    for (unsigned i = 0; bump.regions < REGIONS_MAX; i++) {
        if (uc_plat_memory_region(i, &memory) < 0) {
            break;
        }
        const size_t bytes = UC_ALIGN_DOWN(memory.bytes, UC_PAGE_SIZE);
        struct region *r = &bump.region[bump.regions++];

        r->start = (uintptr_t)memory.base;
        r->next = r->start;
        r->end = r->start + bytes;
        bump.total_pages += bytes >> UC_PAGE_SHIFT;
    }
}

static size_t pages_left(const struct region *r)
{
    return (r->end - r->next) >> UC_PAGE_SHIFT;
}

void *uc_pages_alloc(size_t count)
{
    void *pages = NULL;

    uc_spin_lock(&bump.lock);
    if (bump.regions == 0) {
        set_up();
    }
    for (unsigned i = 0; i < bump.regions && count > 0; i++) {
        struct region *r = &bump.region[i];

        if (count <= pages_left(r)) {
            pages = (void *)r->next;
            r->next += count << UC_PAGE_SHIFT;
            break;
        }
    }
    uc_spin_unlock(&bump.lock);
    return pages;
}

void uc_pages_free(void *pages, size_t count)
{
    const uintptr_t start = (uintptr_t)pages;
    const size_t bytes = count << UC_PAGE_SHIFT;
    bool ours = false;

    uc_spin_lock(&bump.lock);
    for (unsigned i = 0; i < bump.regions; i++) {
        struct region *r = &bump.region[i];

        if (start >= r->start && start < r->next) {
            ours = bytes > 0 && bytes <= r->next - start;
            if (bytes == r->next - start) {
                r->next = start;
            }
        }
    }
    UC_ASSERT(ours && start % UC_PAGE_SIZE == 0);
    uc_spin_unlock(&bump.lock);
}

void uc_pages_stats(struct uc_pages_stats *out)
{
    *out = (struct uc_pages_stats){0};
    uc_spin_lock(&bump.lock);
    if (bump.regions == 0) {
        set_up();
    }
    out->total_pages = bump.total_pages;
    for (unsigned i = 0; i < bump.regions; i++) {
        size_t left = pages_left(&bump.region[i]);

        out->free_pages += left;
        if (left > out->largest_free_pages) {
            out->largest_free_pages = left;
        }
    }
    uc_spin_unlock(&bump.lock);
}

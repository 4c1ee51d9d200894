/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory, and how much of it the file system may take. */
#include <uc/malloc.h>
#include <uc/pages.h>

#include "internal.h"

static bool charge(struct ramfs *fs, size_t bytes)
{
    uc_spin_lock(&fs->lock);
    const bool fits = bytes <= fs->bytes_max - fs->bytes_used;
    if (fits) {
        fs->bytes_used += bytes;
    }
    uc_spin_unlock(&fs->lock);
    return fits;
}

static void discharge(struct ramfs *fs, size_t bytes)
{
    uc_spin_lock(&fs->lock);
    fs->bytes_used -= bytes;
    uc_spin_unlock(&fs->lock);
}

void *ramfs_alloc(struct ramfs *fs, size_t bytes)
{
    void *ptr = NULL;

    if (charge(fs, bytes)) {
        ptr = uc_calloc(1, bytes);
        if (ptr == NULL) {
            discharge(fs, bytes);
        }
    }
    return ptr;
}

void ramfs_free(struct ramfs *fs, void *ptr, size_t bytes)
{
    if (ptr != NULL) {
        uc_free(ptr);
        discharge(fs, bytes);
    }
}

void *ramfs_page_alloc(struct ramfs *fs)
{
    void *page = NULL;

    if (charge(fs, UC_PAGE_SIZE)) {
        page = uc_pages_alloc(1);
        if (page == NULL) {
            discharge(fs, UC_PAGE_SIZE);
        }
    }
    return page;
}

void ramfs_page_free(struct ramfs *fs, void *page)
{
    uc_pages_free(page, 1);
    discharge(fs, UC_PAGE_SIZE);
}

bool ramfs_has_room(struct ramfs *fs, uint64_t pages)
{
    struct uc_pages_stats stats;

    uc_pages_stats(&stats);
    const uint64_t left = fs->bytes_max - fs->bytes_used;
    /* A table of an eighth of a page for 64 pages, and those above it; the heap
     * that tables come from grows by runs of pages. */
    const uint64_t tables = (pages / 32 + 4) * (UC_PAGE_SIZE / 8);
    return pages <= left >> UC_PAGE_SHIFT &&
           tables <= left - (pages << UC_PAGE_SHIFT) &&
           pages + pages / 128 + 16 <= stats.free_pages;
}

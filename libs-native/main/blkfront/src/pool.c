/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/pages.h>

#include "blkfront.h"

int blkfront_pool_make(struct blkfront *blk)
{
    for (unsigned i = 0; i < POOL_PAGES; i++) {
        blk->pool[i].data = uc_pages_alloc(1);
        blk->pool[i].ref = UC_XEN_REF_NONE;
        if (blk->pool[i].data == NULL) {
            blkfront_pool_free(blk);
            return -UC_ENOMEM;
        }
    }
    return 0;
}

void blkfront_pool_free(struct blkfront *blk)
{
    for (unsigned i = 0; i < POOL_PAGES; i++) {
        if (blk->pool[i].data != NULL && blk->pool[i].ref == UC_XEN_REF_NONE) {
            uc_pages_free(blk->pool[i].data, 1);
        }
    }
}

int blkfront_pool_offer(struct blkfront *blk)
{
    blk->pool_free_n = 0;
    for (unsigned i = 0; i < POOL_PAGES; i++) {
        struct blkfront_page *page = &blk->pool[i];
        if (page->data == NULL || page->ref != UC_XEN_REF_NONE) {
            /* The end before this one can write to the old page for ever. */
            page->data = uc_pages_alloc(1);
            page->ref = UC_XEN_REF_NONE;
        }
        if (page->data == NULL) {
            continue;
        }
        int err =
            uc_xen_grant(blk->bus->backend_id, page->data, false, &page->ref);
        if (err < 0) {
            return err;
        }
        blk->pool_free[blk->pool_free_n++] = (uint16_t)i;
    }
    /* One request of the largest size must fit. */
    return blk->pool_free_n > blk->segments_max ? 0 : -UC_ENOMEM;
}

void blkfront_pool_take_back(struct blkfront *blk, bool void_grants)
{
    for (unsigned i = 0; i < POOL_PAGES; i++) {
        struct blkfront_page *page = &blk->pool[i];
        if (page->ref != UC_XEN_REF_NONE &&
            (void_grants || uc_xen_grant_end(page->ref) == 0)) {
            page->ref = UC_XEN_REF_NONE;
        }
    }
}

bool blkfront_pool_take(struct blkfront *blk, struct blkfront_slot *slot,
                        unsigned n)
{
    if (n > blk->pool_free_n) {
        return false;
    }
    for (unsigned i = 0; i < n; i++) {
        slot->pages[i] = blk->pool_free[--blk->pool_free_n];
    }
    slot->pages_n = n;
    return true;
}

void blkfront_pool_put(struct blkfront *blk, struct blkfront_slot *slot)
{
    while (slot->pages_n > 0) {
        blk->pool_free[blk->pool_free_n++] = slot->pages[--slot->pages_n];
    }
}

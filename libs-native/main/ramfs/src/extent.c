/* SPDX-License-Identifier: BSD-3-Clause */
/* Where files have data: room made and given up, holes found, bytes lent. */
#include <uc/malloc.h>

#include "internal.h"

/* The pages of (node) that hold something in its base. */
static uint64_t base_pages(const struct ramfs_node *node)
{
    return (node->file.base_bytes + UC_PAGE_SIZE - 1) >> UC_PAGE_SHIFT;
}

static uint64_t min(uint64_t a, uint64_t b)
{
    return (a < b) ? a : b;
}

static uint64_t max(uint64_t a, uint64_t b)
{
    return (a > b) ? a : b;
}

static int make_room(struct ramfs_node *node, uint64_t offset, uint64_t end)
{
    const uint64_t first = offset >> UC_PAGE_SHIFT;
    const uint64_t last = (end - 1) >> UC_PAGE_SHIFT;
    uint64_t missing = last - first + 1;

    for (uint64_t page = ramfs_next_page(node, first); page <= last;
         page = ramfs_next_page(node, page + 1)) {
        missing--;
    }
    /* Asked before the first is taken: what fails leaves memory to others. */
    if (!ramfs_has_room(ramfs_of(&node->node), missing)) {
        return -UC_ENOSPC;
    }
    for (uint64_t page = first; page <= last; page++) {
        if (ramfs_page(node, page) == NULL) {
            return -UC_ENOSPC;
        }
    }
    return 0;
}

/*
 * A hole at [from, to). Where the base has something, it needs pages at the
 * ends, and slots that say so: those first, for there may be no room.
 */
static int punch(struct ramfs_node *node, uint64_t from, uint64_t to)
{
    const uint64_t first = (from + UC_PAGE_SIZE - 1) >> UC_PAGE_SHIFT;
    const uint64_t end = to >> UC_PAGE_SHIFT;
    const uint64_t based = min(end, base_pages(node));

    if (from % UC_PAGE_SIZE != 0 && from < node->file.base_bytes &&
        ramfs_page(node, from >> UC_PAGE_SHIFT) == NULL) {
        return -UC_ENOSPC;
    }
    if (to % UC_PAGE_SIZE != 0 &&
        (end << UC_PAGE_SHIFT) < node->file.base_bytes &&
        ramfs_page(node, end) == NULL) {
        return -UC_ENOSPC;
    }
    for (uint64_t page = first; page < based; page++) {
        if (ramfs_slot(node, page, true) == NULL) {
            return -UC_ENOSPC;
        }
    }
    if (first > end) { /* within one page */
        ramfs_zero(node, from, to);
        return 0;
    }
    ramfs_zero(node, from, first << UC_PAGE_SHIFT);
    ramfs_zero(node, end << UC_PAGE_SHIFT, to);
    for (uint64_t page = first; page < based; page++) {
        void **slot = ramfs_slot(node, page, false);
        if (ramfs_is_page(*slot)) {
            ramfs_page_drop(node, *slot);
            node->file.pages--;
        }
        *slot = ramfs_hole;
    }
    ramfs_pages_drop(node, max(first, based), end);
    return 0;
}

int ramfs_allocate(struct uc_fs_node *node, uint64_t offset, uint64_t bytes,
                   unsigned flags)
{
    struct ramfs_node *file = ramfs_node_of(node);
    const uint64_t end = offset + bytes;
    int err = 0;

    uc_spin_lock(&file->lock);
    if ((flags & UC_FS_PUNCH_HOLE) == 0) {
        err = make_room(file, offset, end);
    } else if (offset < file->file.bytes) {
        /* Behind the end, there are zeroes anyway; what was allocated there is
         * given back by the same call for whole pages. */
        err = punch(file, offset, end);
    }
    if (err == 0) {
        if ((flags & UC_FS_KEEP_SIZE) == 0 && end > file->file.bytes) {
            file->file.bytes = end;
        }
        file->modified = file->changed = uc_fs_now();
    }
    uc_spin_unlock(&file->lock);
    return err;
}

/* Whether (page) has data, in the tree or in the base. */
static bool has_data(struct ramfs_node *node, uint64_t page)
{
    void **slot = ramfs_slot(node, page, false);

    if (slot == NULL || *slot == NULL) {
        return page < base_pages(node);
    }
    return *slot != ramfs_hole;
}

int ramfs_extent(struct uc_fs_node *node, uint64_t offset, bool hole,
                 uint64_t *out)
{
    struct ramfs_node *file = ramfs_node_of(node);

    uc_spin_lock(&file->lock);
    const uint64_t bytes = file->file.bytes;
    uint64_t page = offset >> UC_PAGE_SHIFT;
    const uint64_t pages = (bytes + UC_PAGE_SIZE - 1) >> UC_PAGE_SHIFT;
    while (page < pages && has_data(file, page) == hole) {
        /* Holes can be long: on to the next page that there is. */
        page = (hole || page + 1 < base_pages(file))
                   ? page + 1
                   : ramfs_next_page(file, page + 1);
    }
    uc_spin_unlock(&file->lock);
    if (page >= pages && !hole) {
        return -UC_ENXIO;
    }
    *out = (page >= pages) ? bytes : max(offset, page << UC_PAGE_SHIFT);
    return 0;
}

void ramfs_page_drop(struct ramfs_node *node, void *page)
{
    for (struct ramfs_loan *loan = node->file.loans; loan != NULL;
         loan = loan->next) {
        if (loan->page == page) {
            loan->owned = true;
            return;
        }
    }
    ramfs_page_free(ramfs_of(&node->node), page);
}

/* How many of (bytes) bytes at (offset) lie in the base as they are. */
static size_t untouched(struct ramfs_node *node, uint64_t offset, size_t bytes)
{
    const uint64_t end = min(offset + bytes, node->file.base_bytes);
    uint64_t at = offset;

    while (at < end) {
        void **slot = ramfs_slot(node, at >> UC_PAGE_SHIFT, false);
        if (slot != NULL && *slot != NULL) {
            break;
        }
        at = min(end, (at | (UC_PAGE_SIZE - 1)) + 1);
    }
    return (size_t)(at - offset);
}

static int lend(struct ramfs_node *node, uint64_t offset, size_t bytes,
                struct uc_fs_loan *out)
{
    void **slot = ramfs_slot(node, offset >> UC_PAGE_SHIFT, false);
    const size_t at = (size_t)offset % UC_PAGE_SIZE;

    if (slot == NULL || !ramfs_is_page(*slot)) {
        const size_t n = untouched(node, offset, bytes);
        if (n == 0) {
            return -UC_EOPNOTSUPP; /* a hole */
        }
        *out =
            (struct uc_fs_loan){.data = node->file.base + offset, .bytes = n};
        return 0;
    }
    struct ramfs_loan *loan = uc_malloc(sizeof *loan);
    if (loan == NULL) {
        return -UC_ENOMEM;
    }
    *loan = (struct ramfs_loan){.next = node->file.loans, .page = *slot};
    node->file.loans = loan;
    *out = (struct uc_fs_loan){
        .data = (const uint8_t *)*slot + at,
        .bytes = (size_t)min(bytes, UC_PAGE_SIZE - at),
        .cookie = loan,
    };
    return 0;
}

int ramfs_borrow(struct uc_fs_node *node, uint64_t offset, size_t bytes,
                 struct uc_fs_loan *out)
{
    struct ramfs_node *file = ramfs_node_of(node);
    int err = -UC_ERANGE;

    uc_spin_lock(&file->lock);
    if (offset < file->file.bytes) {
        err = lend(file, offset, (size_t)min(bytes, file->file.bytes - offset),
                   out);
    }
    uc_spin_unlock(&file->lock);
    return err;
}

/* Another borrower of what (loan) owns becomes its owner. */
static bool hand_on(struct ramfs_node *node, const struct ramfs_loan *loan)
{
    for (struct ramfs_loan *other = node->file.loans; other != NULL;
         other = other->next) {
        if (other->page == loan->page) {
            other->owned = true;
            return true;
        }
    }
    return false;
}

void ramfs_give_back(struct uc_fs_node *node, const struct uc_fs_loan *lent)
{
    struct ramfs_node *file = ramfs_node_of(node);
    struct ramfs_loan *loan = lent->cookie;

    if (loan == NULL) { /* of the base, which stays */
        return;
    }
    uc_spin_lock(&file->lock);
    struct ramfs_loan **link = &file->file.loans;
    while (*link != loan) {
        link = &(*link)->next;
    }
    *link = loan->next;
    if (loan->owned && !hand_on(file, loan)) {
        ramfs_page_free(ramfs_of(node), loan->page);
    }
    uc_spin_unlock(&file->lock);
    uc_free(loan);
}

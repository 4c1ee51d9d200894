/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PAGES_H
#define UC_PAGES_H

/*
 * Contract "pages" 1.0, one provider: whole pages of the memory that the
 * platform names (uc/plat/memory.h). Sets itself up at its first call.
 */
#include <uc/types.h>

/*
 * Returns (count) contiguous pages, aligned to UC_PAGE_SIZE, contents
 * undefined; NULL where there are none, which is an ordinary answer.
 * Contiguous for the CPU; for a device only what uc_dma_map says.
 *
 * Context: thread or boot. Owns: the caller, until uc_pages_free.
 */
void *uc_pages_alloc(size_t count);

/* (pages) and (count) are those of one uc_pages_alloc. Context: thread. */
void uc_pages_free(void *pages, size_t count);

struct uc_pages_stats {
    size_t total_pages;
    size_t free_pages;
    size_t largest_free_pages; /* a bound: an allocation that big succeeds */
};

/* Context: thread. */
void uc_pages_stats(struct uc_pages_stats *out);

#endif /* UC_PAGES_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_PAGING_H
#define UC_PLAT_PAGING_H

/*
 * Part of contract "plat", for the provider of contract "aspace": the page
 * tables of the addresses that are left to programs. An image without one holds
 * none of it. A platform calls uc_aspace_fault (uc/aspace.h) for page faults.
 */
#include <uc/types.h>

/*
 * The addresses left to programs, whole pages, never from address 0 on. Returns
 * 0, or -UC_ENOSYS (none). Context: thread or boot; always the same.
 */
int uc_plat_paging_range(uintptr_t *start, uintptr_t *end);

/*
 * Whether a fault may be taken at any instruction and on any stack, so that
 * pages can be brought by one. Context: any.
 */
bool uc_plat_paging_on_demand(void);

/*
 * Shows (page), of contract "pages", at (at), in the place of what was there.
 * The page is still where it was. Errors: -UC_ENOMEM (no page table); nothing
 * has changed then. Context: thread, exception.
 */
int uc_plat_paging_map(uintptr_t at, void *page, bool writable);

/* Lets (at) fault. Context: thread, exception. */
void uc_plat_paging_unmap(uintptr_t at);

#endif /* UC_PLAT_PAGING_H */

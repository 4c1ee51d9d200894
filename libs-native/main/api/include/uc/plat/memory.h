/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_MEMORY_H
#define UC_PLAT_MEMORY_H

/* Part of contract "plat". */
#include <uc/types.h>

/* A piece of memory that belongs to nobody yet: mapped, writable, page-aligned.
 */
struct uc_plat_memory {
    void *base;
    size_t bytes;
};

/*
 * Fills (*out) with the (index)th free region, ascending by address, 0 first.
 * The image, its page tables, boot stack and initrd are left out.
 *
 * Returns 0, or -UC_ENOENT past the last. Context: any; the answer is the same
 * at every call.
 */
int uc_plat_memory_region(unsigned index, struct uc_plat_memory *out);

/*
 * Makes the page at (page) fault at every access, or ordinary again: guards
 * below stacks. (page) is page-aligned and lies in a region of this platform.
 *
 * Errors: -UC_ENOSYS (the platform cannot), -UC_ENOMEM; the page stays as it
 * was. Context: thread or boot.
 */
int uc_plat_memory_guard(void *page, bool guarded);

#endif /* UC_PLAT_MEMORY_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    MREMAP_MAYMOVE = 1,
};

void *memcpy(void *to, const void *from, size_t bytes);
long uc_sys_munmap(char *base, size_t bytes);
long uc_sys_mremap(char *old, size_t old_bytes, size_t new_bytes, int flags);

/* Shrinks where it is, and grows by moving. */
long uc_sys_mremap(char *old, size_t old_bytes, size_t new_bytes, int flags)
{
    size_t old_pages = posix_mman_pages(old_bytes);
    size_t new_pages = posix_mman_pages(new_bytes);

    if ((uintptr_t)old % UC_PAGE_SIZE != 0 || old_pages == 0 ||
        new_pages == 0 || (flags & ~MREMAP_MAYMOVE) != 0) {
        return -UC_EINVAL;
    }
    const struct posix_mman_mapping *mapping = posix_mman_find(old, old_pages);
    if (mapping == NULL) {
        return -UC_EFAULT;
    }
    if (new_pages <= old_pages) {
        if (new_pages < old_pages) {
            (void)uc_sys_munmap(old + (new_pages << UC_PAGE_SHIFT),
                                (old_pages - new_pages) << UC_PAGE_SHIFT);
        }
        return (long)old;
    }
    /* Which file a mapping began as, nobody knows any more. */
    if ((flags & MREMAP_MAYMOVE) == 0 ||
        mapping->kind != POSIX_MMAN_ANONYMOUS) {
        return -UC_ENOMEM;
    }
    char *new = posix_mman_map(new_pages, POSIX_MMAN_PROT_READ);
    if (new == NULL) {
        return -UC_ENOMEM;
    }
    memcpy(new, old, old_pages << UC_PAGE_SHIFT);
    (void)uc_sys_munmap(old, old_pages << UC_PAGE_SHIFT);
    return (long)new;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    MADV_DONTNEED = 4,
};

void *memset(void *to, int byte, size_t bytes);
long uc_sys_madvise(char *base, size_t bytes, int advice);
long uc_sys_msync(char *base, size_t bytes, int flags);

/* Pages stay; of MADV_DONTNEED only what a program can see of it happens. */
long uc_sys_madvise(char *base, size_t bytes, int advice)
{
    size_t pages = posix_mman_pages(bytes);

    if ((uintptr_t)base % UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    const struct posix_mman_mapping *mapping =
        pages == 0 ? NULL : posix_mman_find(base, pages);
    if (mapping == NULL) {
        return -UC_ENOMEM;
    }
    if (advice != MADV_DONTNEED || mapping->kind == POSIX_MMAN_SHARED_FILE) {
        return 0;
    }
    if (mapping->kind == POSIX_MMAN_PRIVATE_FILE) {
        return -UC_EINVAL; /* the file's contents cannot come back */
    }
    memset(base, 0, pages << UC_PAGE_SHIFT);
    return 0;
}

/* Nothing that was written has to go anywhere. */
long uc_sys_msync(char *base, size_t bytes, int flags)
{
    (void)base;
    (void)bytes;
    (void)flags;
    return 0;
}

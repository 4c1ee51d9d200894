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
    if (pages == 0 || posix_mman_find(base, pages) == NULL) {
        return -UC_ENOMEM;
    }
    if (advice == MADV_DONTNEED) {
        memset(base, 0, pages << UC_PAGE_SHIFT);
    }
    return 0;
}

/* No file stands behind it. */
long uc_sys_msync(char *base, size_t bytes, int flags)
{
    (void)base;
    (void)bytes;
    (void)flags;
    return 0;
}

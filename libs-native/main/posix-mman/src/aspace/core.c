/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/aspace.h>
#include <uc/errors.h>

#include "aspace.h"

long uc_sys_mincore(char *base, size_t bytes, unsigned char *out);

/* Linux tells both by one number. */
int posix_mman_bring(const char *base, size_t bytes)
{
    int err = uc_aspace_populate(base, bytes, false);

    return err == -UC_EFAULT ? -UC_ENOMEM : err;
}

/* Spec: mincore(2). */
long uc_sys_mincore(char *base, size_t bytes, unsigned char *out)
{
    const size_t pages = posix_mman_pages(bytes);

    if ((uintptr_t)base % UC_PAGE_SIZE != 0) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    int err = posix_mman_check_mapped(base, bytes);
    if (err == 0 && out == NULL) {
        err = -UC_EFAULT;
    }
    for (size_t i = 0; err == 0 && i < pages; i++) {
        out[i] = uc_aspace_page(base + (i << UC_PAGE_SHIFT)) != NULL;
    }
    return err;
}

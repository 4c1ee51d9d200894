/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/aspace.h>
#include <uc/errors.h>

#include "aspace.h"

/* Spec: Linux, include/uapi/asm-generic/mman-common.h. */
enum {
    MADV_WILLNEED = 3,
    MADV_DONTNEED = 4,
    MADV_FREE = 8,
    MADV_REMOVE = 9,
    MS_ASYNC = 1,
    MS_INVALIDATE = 2,
    MS_SYNC = 4,
};

long uc_sys_madvise(void *base, size_t bytes, int advice);
long uc_sys_msync(void *base, size_t bytes, int flags);

static int mark(void *arg, char *start, size_t bytes,
                const struct uc_aspace_mapping *mapping)
{
    (void)arg;
    (void)start;
    (void)bytes;
    posix_mman_mark(mapping->object);
    return 0;
}

static int sum(void *arg, char *start, size_t bytes,
               const struct uc_aspace_mapping *mapping)
{
    size_t *left = arg;

    (void)start;
    (void)mapping;
    *left -= bytes;
    return 0;
}

int posix_mman_check_mapped(const void *base, size_t bytes)
{
    size_t left = posix_mman_pages(bytes) << UC_PAGE_SHIFT;

    if (left == 0) {
        return -UC_ENOMEM;
    }
    (void)uc_aspace_each(base, bytes, sum, &left);
    return left == 0 ? 0 : -UC_ENOMEM;
}

/* What is only advice is taken as read. */
long uc_sys_madvise(void *base, size_t bytes, int advice)
{
    if ((uintptr_t)base % UC_PAGE_SIZE != 0 || advice == MADV_REMOVE) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    return advice == MADV_DONTNEED || advice == MADV_FREE
               ? uc_aspace_discard(base, bytes)
               : posix_mman_check_mapped(base, bytes);
}

long uc_sys_msync(void *base, size_t bytes, int flags)
{
    if ((uintptr_t)base % UC_PAGE_SIZE != 0 ||
        (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 ||
        (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC)) {
        return -UC_EINVAL;
    }
    if (bytes == 0) {
        return 0;
    }
    int err = posix_mman_check_mapped(base, bytes);
    if ((flags & MS_SYNC) != 0) {
        (void)uc_aspace_each(base, bytes, mark, NULL);
        int failed = posix_mman_sync();
        err = err < 0 ? err : failed;
    }
    return err;
}

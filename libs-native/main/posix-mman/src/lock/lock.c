/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages never leave memory once they are there: to lock some is to have them
 * come now. Spec: mlock(2).
 */
#include <uc/errors.h>

#include "../internal.h"

enum {
    MLOCK_ONFAULT = 1,
    MCL_CURRENT = 1,
    MCL_FUTURE = 2,
    MCL_ONFAULT = 4,
};

long uc_sys_mlock(const char *base, size_t bytes);
long uc_sys_mlock2(const char *base, size_t bytes, unsigned flags);
long uc_sys_mlockall(int flags);
long uc_sys_munlock(const char *base, size_t bytes);
long uc_sys_munlockall(void);

long uc_sys_mlock2(const char *base, size_t bytes, unsigned flags)
{
    const size_t offset = (uintptr_t)base % UC_PAGE_SIZE;

    if ((flags & ~(unsigned)MLOCK_ONFAULT) != 0) {
        return -UC_EINVAL;
    }
    if (bytes > SIZE_MAX - (uintptr_t)base) {
        return -UC_EINVAL;
    }
    if (bytes == 0 || flags == MLOCK_ONFAULT) {
        return 0;
    }
    return posix_mman_bring(base - offset, bytes + offset);
}

long uc_sys_mlock(const char *base, size_t bytes)
{
    return uc_sys_mlock2(base, bytes, 0);
}

/* What is not there yet comes when it is touched. */
long uc_sys_mlockall(int flags)
{
    return (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) != 0 ||
                   (flags & (MCL_CURRENT | MCL_FUTURE)) == 0
               ? -UC_EINVAL
               : 0;
}

long uc_sys_munlock(const char *base, size_t bytes)
{
    return bytes > SIZE_MAX - (uintptr_t)base ? -UC_EINVAL : 0;
}

long uc_sys_munlockall(void)
{
    return 0;
}

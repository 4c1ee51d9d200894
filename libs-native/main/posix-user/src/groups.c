/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

uint32_t posix_user_groups[POSIX_USER_GROUPS_MAX];
unsigned posix_user_groups_n;

long uc_sys_getgroups(int n, uint32_t *groups);
long uc_sys_setgroups(size_t n, const uint32_t *groups);

/* Returns how many there are; with (n) 0 it fills in none. */
long uc_sys_getgroups(int n, uint32_t *groups)
{
    if (n < 0 || (n > 0 && (unsigned)n < posix_user_groups_n)) {
        return -UC_EINVAL;
    }
    for (unsigned i = 0; n > 0 && i < posix_user_groups_n; i++) {
        groups[i] = posix_user_groups[i];
    }
    return (long)posix_user_groups_n;
}

long uc_sys_setgroups(size_t n, const uint32_t *groups)
{
    if (posix_user_uid.effective != 0) {
        return -UC_EPERM;
    }
    if (n > POSIX_USER_GROUPS_MAX) {
        return -UC_EINVAL;
    }
    for (unsigned i = 0; i < n; i++) {
        posix_user_groups[i] = groups[i];
    }
    posix_user_groups_n = (unsigned)n;
    posix_user_changed();
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

struct posix_user_ids posix_user_uid;
struct posix_user_ids posix_user_gid;

long uc_sys_getuid(void);
long uc_sys_geteuid(void);
long uc_sys_getgid(void);
long uc_sys_getegid(void);
long uc_sys_getresuid(uint32_t *real, uint32_t *effective, uint32_t *saved);
long uc_sys_getresgid(uint32_t *real, uint32_t *effective, uint32_t *saved);

long uc_sys_getuid(void)
{
    return (long)posix_user_uid.real;
}

long uc_sys_geteuid(void)
{
    return (long)posix_user_uid.effective;
}

long uc_sys_getgid(void)
{
    return (long)posix_user_gid.real;
}

long uc_sys_getegid(void)
{
    return (long)posix_user_gid.effective;
}

long uc_sys_getresuid(uint32_t *real, uint32_t *effective, uint32_t *saved)
{
    *real = posix_user_uid.real;
    *effective = posix_user_uid.effective;
    *saved = posix_user_uid.saved;
    return 0;
}

long uc_sys_getresgid(uint32_t *real, uint32_t *effective, uint32_t *saved)
{
    *real = posix_user_gid.real;
    *effective = posix_user_gid.effective;
    *saved = posix_user_gid.saved;
    return 0;
}

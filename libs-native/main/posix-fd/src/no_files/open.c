/* SPDX-License-Identifier: BSD-3-Clause */
/* In images without a tree of files there is none of any name. */
#include <uc/errors.h>

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_openat(int at, const char *path, int flags, unsigned mode);

long uc_sys_open(const char *path, int flags, unsigned mode)
{
    (void)path;
    (void)flags;
    (void)mode;
    return -UC_ENOENT;
}

long uc_sys_openat(int at, const char *path, int flags, unsigned mode)
{
    (void)at;
    return uc_sys_open(path, flags, mode);
}

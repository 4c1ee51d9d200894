/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_openat(int at, const char *path, int flags, unsigned mode);
long uc_sys_creat(const char *path, unsigned mode);

long uc_sys_openat(int number, const char *path, int flags, unsigned mode)
{
    return POSIX_FILE_AT(number, path,
                         posix_file_open(at.file, path, (unsigned)flags, mode));
}

long uc_sys_open(const char *path, int flags, unsigned mode)
{
    return uc_sys_openat(POSIX_FILE_AT_CWD, path, flags, mode);
}

long uc_sys_creat(const char *path, unsigned mode)
{
    return uc_sys_open(path, UC_O_CREAT | UC_O_WRONLY | UC_O_TRUNC, mode);
}

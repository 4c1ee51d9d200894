/* SPDX-License-Identifier: BSD-3-Clause */
#include "file.h"

enum {
    O_LARGEFILE = 0100000, /* all are */
};

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_openat(int at, const char *path, int flags, unsigned mode);
long uc_sys_creat(const char *path, unsigned mode);

static long open_file(struct uc_file *at, const char *path, unsigned flags,
                      uint32_t mode)
{
    struct uc_file *file;
    /* Before anything is made or cut. */
    int err = uc_fd_lowest(0);

    if (err >= 0) {
        err =
            uc_vfs_open(&file, at, path, flags & ~(unsigned)O_LARGEFILE, mode);
    }
    return err < 0 ? err : posix_file_install(file, flags);
}

long uc_sys_openat(int number, const char *path, int flags, unsigned mode)
{
    return POSIX_FILE_AT(number, path,
                         open_file(at.file, path, (unsigned)flags, mode));
}

long uc_sys_open(const char *path, int flags, unsigned mode)
{
    return uc_sys_openat(POSIX_FILE_AT_CWD, path, flags, mode);
}

long uc_sys_creat(const char *path, unsigned mode)
{
    return uc_sys_open(path, UC_O_CREAT | UC_O_WRONLY | UC_O_TRUNC, mode);
}

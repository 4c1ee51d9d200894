/* SPDX-License-Identifier: BSD-3-Clause */
/* In images without a tree of files there is none of any name. */
#include <uc/errors.h>

#include "../unix.h"

int posix_unix_place_make(struct posix_unix *end, const char *path)
{
    (void)end;
    (void)path;
    return -UC_ENOENT;
}

int posix_unix_place_find(const char *path, struct posix_unix **out,
                          struct uc_file **place)
{
    (void)path;
    (void)out;
    (void)place;
    return -UC_ENOENT;
}

void posix_unix_place_leave(struct posix_unix *end)
{
    (void)end;
}

void posix_unix_place_close(struct uc_file *place)
{
    (void)place;
}

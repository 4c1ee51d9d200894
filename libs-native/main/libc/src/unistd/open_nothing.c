/* SPDX-License-Identifier: BSD-3-Clause */
/* No library of this image has files. */
#include <errno.h>
#include <fcntl.h>

int open(const char *path, int flags, ...)
{
    (void)path;
    (void)flags;
    errno = ENOENT;
    return -1;
}

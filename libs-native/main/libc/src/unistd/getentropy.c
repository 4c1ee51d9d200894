/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <unistd.h>

#include <uc/entropy.h>

int getentropy(void *buf, size_t len)
{
    if (len > 256) {
        errno = EIO;
        return -1;
    }
    int err = uc_entropy_get(buf, len);
    if (err < 0) {
        errno = -err;
        return -1;
    }
    return 0;
}

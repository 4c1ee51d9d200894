/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/entropy.h>
#include <uc/errors.h>

enum {
    /* GRND_NONBLOCK, GRND_RANDOM, GRND_INSECURE. */
    FLAGS = 0x1 | 0x2 | 0x4,
    /* Spec: Linux, getrandom(2): no more in one call. */
    BYTES_MAX = 0x1ffffff,
};

long uc_sys_getrandom(void *buf, size_t bytes, unsigned flags);

/* Without a seed it fails with EAGAIN, where Linux would wait for one. */
long uc_sys_getrandom(void *buf, size_t bytes, unsigned flags)
{
    if ((flags & ~(unsigned)FLAGS) != 0) {
        return -UC_EINVAL;
    }
    size_t n = bytes < BYTES_MAX ? bytes : BYTES_MAX;
    int err = uc_entropy_get(buf, n);
    return err < 0 ? err : (long)n;
}

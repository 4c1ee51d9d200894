/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/entropy.h>

#include "internal.h"

/* Waits only while the host itself boots, as long as that takes. */
static uc_ssize_t host_entropy(void *buf, size_t len)
{
    const long args[6] = {(long)buf, (long)len, 0};

    return uc_linux_call(UC_LINUX_GETRANDOM, args);
}

UC_ENTROPY_SOURCE(linuxu, host_entropy);

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/power.h>

#include "internal.h"

enum {
    CRASHED = 127
};

void uc_plat_exit(int status)
{
    const long args[6] = {status};

    for (;;) {
        (void)uc_linux_call(UC_LINUX_EXIT_GROUP, args);
    }
}

void uc_plat_crash(void)
{
    uc_plat_exit(CRASHED);
}

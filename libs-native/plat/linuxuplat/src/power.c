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
        (void)uc_linuxu_call(UC_LINUXU_EXIT_GROUP, args);
    }
}

void uc_plat_crash(void)
{
    uc_plat_exit(CRASHED);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>

#include "wait.h"

void devfs_wait_until(uc_nsec_t deadline)
{
    uc_sleep_until(deadline);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/posix_time.h>
#include <uc/sched.h>

#include "internal.h"

int uc_posix_sleep_until(uc_nsec_t deadline)
{
    uc_sleep_until(deadline);
    return 0;
}

/* Without threads nothing does. */
void posix_time_interrupted(void)
{
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* With a scheduler: others run meanwhile. */
#include <uc/sched.h>

#include "sleep.h"

void libc_sleep_until(uc_nsec_t deadline)
{
    uc_sleep_until(deadline);
}

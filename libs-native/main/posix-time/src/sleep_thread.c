/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/posix_time.h>
#include <uc/sched.h>

void uc_posix_sleep_until(uc_nsec_t deadline)
{
    uc_sleep_until(deadline);
}

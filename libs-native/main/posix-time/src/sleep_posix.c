/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/posix_thread.h>
#include <uc/posix_time.h>

#include "internal.h"

int uc_posix_sleep_until(uc_nsec_t deadline)
{
    if (uc_posix_thread_sleep(deadline) != -UC_EINTR) {
        return 0;
    }
    uc_posix_thread_signals(0)->restarts = true;
    return -UC_EINTR;
}

void posix_time_interrupted(void)
{
    uc_posix_thread_no_restart();
}

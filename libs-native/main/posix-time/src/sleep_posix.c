/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/posix_thread.h>
#include <uc/posix_time.h>

#include "internal.h"

/* Nobody wakes the queue but a signal. */
int uc_posix_sleep_until(uc_nsec_t deadline)
{
    struct uc_waitq wq = UC_WAITQ_INIT;
    struct uc_spinlock none = UC_SPINLOCK_INIT;
    int err = 0;

    uc_spin_lock(&none);
    while (err == 0) {
        err = uc_posix_thread_wait(&wq, &none, deadline);
    }
    uc_spin_unlock(&none);
    if (err != -UC_EINTR) {
        return 0;
    }
    uc_posix_thread_signals(0)->restarts = true;
    return err;
}

void posix_time_interrupted(void)
{
    uc_posix_thread_no_restart();
}

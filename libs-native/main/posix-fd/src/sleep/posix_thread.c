/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/posix_thread.h>

#include "../internal.h"

int posix_fd_sleep(struct uc_waitq *wq, uc_nsec_t deadline)
{
    struct uc_spinlock none = UC_SPINLOCK_INIT;

    uc_spin_lock(&none);
    int err = uc_posix_thread_wait(wq, &none, deadline);
    uc_spin_unlock(&none);
    return err;
}

int uc_fd_sleep(struct uc_waitq *wq, uc_nsec_t deadline)
{
    int err = posix_fd_sleep(wq, deadline);

    if (err == -UC_EINTR) {
        uc_posix_thread_no_restart();
    }
    return err;
}

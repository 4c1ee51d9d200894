/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/posix_thread.h>

#include "internal.h"

int uc_posix_thread_wait(struct uc_waitq *wq, struct uc_spinlock *lock,
                         uc_nsec_t deadline)
{
    struct posix_thread *self = posix_thread_self();
    int err = 0;

    if (!self->signals.interrupted) {
        self->waits = wq;
        self->waits_lock = lock;
        err = uc_waitq_wait(wq, lock, deadline);
        self->waits = NULL;
    }
    if (self->signals.interrupted) {
        self->signals.interrupted = false;
        self->signals.restarts = deadline == UC_NEVER;
        err = -UC_EINTR;
    }
    return err;
}

/* Nobody wakes the queue but uc_posix_thread_interrupt. */
int uc_posix_thread_sleep(uc_nsec_t deadline)
{
    struct uc_waitq wq = UC_WAITQ_INIT;
    struct uc_spinlock none = UC_SPINLOCK_INIT;
    int err = 0;

    uc_spin_lock(&none);
    while (err == 0) {
        err = uc_posix_thread_wait(&wq, &none, deadline);
    }
    uc_spin_unlock(&none);
    return err;
}

void uc_posix_thread_no_restart(void)
{
    posix_thread_self()->signals.restarts = false;
}

int uc_posix_thread_interrupt(int number)
{
    struct posix_thread *thread = posix_thread_find(number);

    if (thread == NULL) {
        return -UC_ESRCH;
    }
    if (thread->waits != NULL) {
        struct uc_spinlock *lock = thread->waits_lock;

        uc_spin_lock(lock);
        thread->signals.interrupted = true;
        /* Nobody but the thread knows its place in the queue. */
        uc_waitq_wake_all(thread->waits);
        uc_spin_unlock(lock);
    }
    return 0;
}

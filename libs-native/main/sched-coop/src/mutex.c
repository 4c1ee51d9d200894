/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handed over, not fought for: unlock makes the first waiter the owner, up
 * gives the unit to the first waiter. So nobody starves, whoever waits tests
 * nothing again, and a thread that unlocks and locks in a loop cannot keep the
 * others out. On one CPU without preemption it costs no switch more.
 */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/mutex.h>
#include <uc/sem.h>

#include "internal.h"

void uc_mutex_lock(struct uc_mutex *mutex)
{
    struct uc_thread *self = sched_coop_cpu.current;

    if (UC_LIKELY(mutex->owner == NULL)) {
        mutex->owner = self;
        return;
    }
    UC_ASSERT(mutex->owner != self);
    sched_coop_wait(&mutex->wq, UC_NEVER);
    UC_ASSERT(mutex->owner == self);
}

int uc_mutex_trylock(struct uc_mutex *mutex)
{
    if (mutex->owner != NULL) {
        return -UC_EBUSY;
    }
    mutex->owner = sched_coop_cpu.current;
    return 0;
}

void uc_mutex_unlock(struct uc_mutex *mutex)
{
    UC_ASSERT(mutex->owner == sched_coop_cpu.current);
    mutex->owner = sched_coop_wake(&mutex->wq);
}

int uc_sem_down(struct uc_sem *sem, uc_nsec_t deadline)
{
    if (sem->count > 0) {
        sem->count--;
        return 0;
    }
    return sched_coop_wait(&sem->wq, deadline);
}

int uc_sem_trydown(struct uc_sem *sem)
{
    if (sem->count == 0) {
        return -UC_EAGAIN;
    }
    sem->count--;
    return 0;
}

void uc_sem_up(struct uc_sem *sem)
{
    if (sched_coop_wake(&sem->wq) == NULL) {
        UC_ASSERT(sem->count + 1 != 0);
        sem->count++;
    }
}

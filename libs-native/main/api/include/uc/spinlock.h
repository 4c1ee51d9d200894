/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SPINLOCK_H
#define UC_SPINLOCK_H

#include <uc/compiler.h>

/*
 * Protects data between threads of several CPUs and, where the scheduler
 * preempts, between threads of one. Holders do not block, yield or sleep.
 *
 * With one CPU and a cooperative scheduler (api.smp and api.preempt n) it
 * costs nothing. Interrupt handlers never take one: they raise work
 * (uc/work.h), which runs in thread context.
 */
struct uc_spinlock {
#if UC_CONFIG_API_SMP || UC_CONFIG_API_PREEMPT
    unsigned taken;
#else
    char none[0];
#endif
};

#define UC_SPINLOCK_INIT                                                       \
    {                                                                          \
    }

#if UC_CONFIG_API_SMP || UC_CONFIG_API_PREEMPT
/* Provided by contract "sched". Context: thread. */
void uc_sched_spin_lock(struct uc_spinlock *lock);
void uc_sched_spin_unlock(struct uc_spinlock *lock);

static UC_ALWAYS_INLINE void uc_spin_lock(struct uc_spinlock *lock)
{
    uc_sched_spin_lock(lock);
}

static UC_ALWAYS_INLINE void uc_spin_unlock(struct uc_spinlock *lock)
{
    uc_sched_spin_unlock(lock);
}
#else
static UC_ALWAYS_INLINE void uc_spin_lock(struct uc_spinlock *lock)
{
    (void)lock;
}

static UC_ALWAYS_INLINE void uc_spin_unlock(struct uc_spinlock *lock)
{
    (void)lock;
}
#endif

#endif /* UC_SPINLOCK_H */

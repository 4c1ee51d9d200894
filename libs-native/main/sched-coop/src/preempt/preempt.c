/* SPDX-License-Identifier: BSD-3-Clause */
/* For threads of the application that are interrupted: lib-sched-preempt. */
#include <uc/assert.h>
#include <uc/spinlock.h>

#include "../internal.h"

void (*uc_sched_preempted)(void);

void uc_sched_preempt(void)
{
    struct sched_coop_cpu *cpu = &sched_coop_cpu;

    if (cpu->picks || cpu->locks > 0) {
        return;
    }
    cpu->points_left = 1;
    uc_yield();
    if (uc_sched_preempted != NULL) {
        uc_sched_preempted();
    }
}

/* Nobody else runs while one is held, so nobody else wants it. */
void uc_sched_spin_lock(struct uc_spinlock *lock)
{
    UC_ASSERT(!lock->taken);
    lock->taken = true;
    sched_coop_cpu.locks++;
}

void uc_sched_spin_unlock(struct uc_spinlock *lock)
{
    UC_ASSERT(lock->taken);
    lock->taken = false;
    sched_coop_cpu.locks--;
}

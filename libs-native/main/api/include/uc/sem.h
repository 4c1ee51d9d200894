/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SEM_H
#define UC_SEM_H

/* Part of contract "sched": counting semaphores. */
#include <uc/wait.h>

struct uc_sem {
    unsigned count;
    struct uc_waitq wq;
    struct uc_spinlock lock;
};

#define UC_SEM_INIT(n) {.count = (n)}

/* Takes one, waiting until (deadline). Errors: -UC_ETIMEDOUT. Context: thread.
 */
int uc_sem_down(struct uc_sem *sem, uc_nsec_t deadline);

/* Returns 0, or -UC_EAGAIN where the count is 0. Context: thread or work. */
int uc_sem_trydown(struct uc_sem *sem);

/* Gives one back and wakes the first waiter. Context: thread or work. */
void uc_sem_up(struct uc_sem *sem);

#endif /* UC_SEM_H */

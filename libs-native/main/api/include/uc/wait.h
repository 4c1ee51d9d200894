/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_WAIT_H
#define UC_WAIT_H

/* Part of contract "sched": wait queues, first come first served. */
#include <uc/spinlock.h>
#include <uc/types.h>

struct uc_waiter;

struct uc_waitq {
    struct uc_waiter *first;
    struct uc_waiter *last;
};

#define UC_WAITQ_INIT {NULL, NULL}

/*
 * Blocks until somebody wakes the caller or (deadline) passes. The caller holds
 * (lock), which protects the condition that it waits for; it is released while
 * the caller sleeps and held again on return. As with a condition variable, the
 * caller tests its condition in a loop.
 *
 *     uc_spin_lock(&q->lock);
 *     while (q->empty && err == 0)
 *         err = uc_waitq_wait(&q->wq, &q->lock, deadline);
 *
 * Errors: -UC_ETIMEDOUT.
 * Context: thread.
 */
int uc_waitq_wait(struct uc_waitq *wq, struct uc_spinlock *lock,
                  uc_nsec_t deadline);

/*
 * Wakes the first waiter, if there is one, or all. The caller holds the lock
 * that waiters passed. Context: thread or work.
 */
void uc_waitq_wake_one(struct uc_waitq *wq);
void uc_waitq_wake_all(struct uc_waitq *wq);

#endif /* UC_WAIT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>

#include "internal.h"

static void append(struct uc_waitq *wq, struct uc_waiter *w)
{
    w->wq = wq;
    w->next = NULL;
    w->prev = wq->last;
    if (wq->last == NULL) {
        wq->first = w;
    } else {
        wq->last->next = w;
    }
    wq->last = w;
}

static void take_out(struct uc_waiter *w)
{
    struct uc_waitq *wq = w->wq;

    if (w->prev == NULL) {
        wq->first = w->next;
    } else {
        w->prev->next = w->next;
    }
    if (w->next == NULL) {
        wq->last = w->prev;
    } else {
        w->next->prev = w->prev;
    }
    w->wq = NULL;
}

/* The timer of a thread that waits, with or without a queue. */
static void time_out(struct uc_timer *timer)
{
    struct uc_thread *thread =
        UC_CONTAINER_OF(timer, struct uc_thread, timeout);

    if (thread->waiter.wq != NULL) {
        take_out(&thread->waiter);
    }
    thread->waiter.timed_out = true;
    if (UC_CONFIG_SCHED_COOP_STATS) {
        sched_coop_stats.timeouts++;
    }
    sched_coop_ready(thread);
}

void sched_coop_thread_init(struct uc_thread *thread)
{
    thread->timeout = (struct uc_timer)UC_TIMER_INIT(time_out);
    if (sched_coop_first.all_next == NULL) {
        sched_coop_first.all_next = &sched_coop_first;
        sched_coop_first.all_prev = &sched_coop_first;
    }
    if (thread != &sched_coop_first) {
        thread->all_next = &sched_coop_first;
        thread->all_prev = sched_coop_first.all_prev;
        thread->all_prev->all_next = thread;
        sched_coop_first.all_prev = thread;
    }
}

int sched_coop_wait(struct uc_waitq *wq, uc_nsec_t deadline)
{
    struct uc_thread *self = sched_coop_cpu.current;

    append(wq, &self->waiter);
    self->waiter.timed_out = false;
    self->state = SCHED_COOP_WAITING;
    if (deadline != UC_NEVER) {
        uc_timer_arm(&self->timeout, deadline);
    }
    sched_coop_block();
    return self->waiter.timed_out ? -UC_ETIMEDOUT : 0;
}

struct uc_thread *sched_coop_wake(struct uc_waitq *wq)
{
    struct uc_waiter *w = wq->first;

    if (w == NULL) {
        return NULL;
    }
    struct uc_thread *thread = UC_CONTAINER_OF(w, struct uc_thread, waiter);
    take_out(w);
    if (thread->timeout.armed) {
        uc_timer_cancel(&thread->timeout);
    }
    if (UC_CONFIG_SCHED_COOP_STATS) {
        sched_coop_stats.wakes++;
    }
    sched_coop_ready(thread);
    return thread;
}

int uc_waitq_wait(struct uc_waitq *wq, struct uc_spinlock *lock,
                  uc_nsec_t deadline)
{
    /* One CPU, no preemption: nothing comes between the two. */
    uc_spin_unlock(lock);
    int err = sched_coop_wait(wq, deadline);
    uc_spin_lock(lock);
    return err;
}

void uc_waitq_wake_one(struct uc_waitq *wq)
{
    sched_coop_wake(wq);
}

void uc_waitq_wake_all(struct uc_waitq *wq)
{
    while (sched_coop_wake(wq) != NULL) {
    }
}

void uc_sleep_until(uc_nsec_t deadline)
{
    struct uc_thread *self = sched_coop_cpu.current;

    self->state = SCHED_COOP_WAITING;
    if (deadline != UC_NEVER) {
        uc_timer_arm(&self->timeout, deadline);
    }
    sched_coop_block();
}

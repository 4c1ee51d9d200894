/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TIMER_H
#define UC_TIMER_H

/* Part of contract "sched": a call at a time, without a thread. */
#include <uc/types.h>

struct uc_timer {
    uc_nsec_t deadline;
    void (*run)(struct uc_timer *timer);
    bool armed;
    /* Owned by the scheduler while armed: links of a tree. */
    struct uc_timer *child;
    struct uc_timer *next;
    struct uc_timer *prev;
};

#define UC_TIMER_INIT(fn) {.run = (fn)}

/*
 * Runs (timer->run) in thread context once (deadline) has passed; arming an
 * armed timer moves it. run may arm it again and must not block.
 *
 * Context: thread or work. Owns: (timer) stays the caller's while armed.
 */
void uc_timer_arm(struct uc_timer *timer, uc_nsec_t deadline);

/* Context: thread or work. No effect on a timer that is not armed. */
void uc_timer_cancel(struct uc_timer *timer);

#endif /* UC_TIMER_H */

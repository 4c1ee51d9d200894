/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_WORK_H
#define UC_WORK_H

/*
 * Part of contract "sched". How an interrupt hands over to threads: the handler
 * raises a work item, the scheduler runs it in thread context at its next
 * scheduling point. An item that is raised again before it ran runs once.
 */
struct uc_work {
    void (*run)(struct uc_work *work);
    struct uc_work *next; /* owned by the scheduler; NULL while not raised */
};

#define UC_WORK_INIT(fn) {.run = (fn)}

/*
 * Asks for one run of (work). Cheap, lock-free, never fails.
 *
 * Context: any, including interrupt handlers.
 * Owns: (work) stays the caller's and must outlive the run.
 */
void uc_work_raise(struct uc_work *work);

/*
 * Runs what is raised, now. The run functions must not block; they may wake
 * wait queues. Called by the scheduler at every scheduling point; a thread that
 * computes for long may call it as well.
 *
 * Context: thread.
 */
void uc_work_run_pending(void);

#endif /* UC_WORK_H */

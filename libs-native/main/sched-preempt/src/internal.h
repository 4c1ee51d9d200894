/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SCHED_PREEMPT_INTERNAL_H
#define SCHED_PREEMPT_INTERNAL_H

#include <uc/types.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* Where the thread goes on that goes on at sched_preempt_resume. */
extern HIDDEN uintptr_t sched_preempt_pc;

/* Which registers XSAVE saves; 0: there is FXSAVE alone. */
extern HIDDEN uint32_t sched_preempt_features;

void sched_preempt_features_init(void);

/* Calls uc_sched_preempt, then goes on at sched_preempt_pc. Not a function. */
extern const char sched_preempt_resume[] HIDDEN;

#endif /* SCHED_PREEMPT_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SCHED_PREEMPT_STATE_H
#define SCHED_PREEMPT_STATE_H

#define SCHED_PREEMPT_FXSAVE_BYTES 512
/* Up to the last of AVX-512, where processors of Intel and AMD put it. */
#define SCHED_PREEMPT_XSAVE_BYTES 2752

#endif /* SCHED_PREEMPT_STATE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_TICK_H
#define UC_PLAT_TICK_H

/*
 * Part of contract "plat", of platforms that lib-sched-preempt and lib-profile
 * name. Libraries add what they do by uc/tick.h, which calls this.
 */
#include <uc/types.h>

/* Where a thread was interrupted. */
struct uc_tick_at {
    uintptr_t pc;
    uintptr_t fp; /* anything, in code that keeps no frame pointer */
    uintptr_t sp;
};

/*
 * From now on interrupts the thread that runs every (period), or oftener, in
 * the middle of whatever it does, and calls (tick); it goes on at the address
 * that (tick) returns, with the same registers. On a host that schedules as
 * well, (period) is time that the image computes. A later call changes both; it
 * cannot be ended.
 *
 * (tick) runs as interrupt handlers do (uc/plat/irq.h), also where they
 * otherwise run only while the image idles or polls.
 *
 * Errors: what the host says. Context: boot, up to init level 5.
 */
int uc_plat_tick_start(uc_nsec_t period,
                       uintptr_t (*tick)(const struct uc_tick_at *at));

#endif /* UC_PLAT_TICK_H */

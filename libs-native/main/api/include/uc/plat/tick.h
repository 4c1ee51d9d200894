/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_TICK_H
#define UC_PLAT_TICK_H

/* Part of contract "plat", of platforms that lib-sched-preempt names. */
#include <uc/types.h>

/*
 * From now on interrupts the thread that runs every (period), in the middle of
 * whatever it does, and calls (tick) with the address at which it was
 * interrupted; it goes on at the address that (tick) returns, with the same
 * registers. On a host that schedules as well, (period) is time that the image
 * computes. At most once; it cannot be ended.
 *
 * (tick) runs as interrupt handlers do (uc/plat/irq.h), also where they
 * otherwise run only while the image idles or polls.
 *
 * Errors: what the host says. Context: boot, up to init level 5.
 */
int uc_plat_tick_start(uc_nsec_t period, uintptr_t (*tick)(uintptr_t pc));

#endif /* UC_PLAT_TICK_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread is interrupted at any instruction, but gives the CPU up only where
 * that stands in code that may: the application's, and of libraries that say so
 * of themselves. All other code runs on to its next scheduling point, as with
 * no preemption at all, and is asked again a slice later.
 */
#include <uc/init.h>
#include <uc/plat/tick.h>
#include <uc/sched.h>

#include "internal.h"

/* Put round that code by the linker (unicore-link, "preemptible"). */
extern const char uc_preemptible_start[] HIDDEN;
extern const char uc_preemptible_end[] HIDDEN;

uintptr_t sched_preempt_pc;

/* Context: interrupt. No second one comes here before the first is taken: what
 * takes it is not preemptible. */
static uintptr_t tick(uintptr_t pc)
{
    uintptr_t start = (uintptr_t)uc_preemptible_start;

    if (pc - start >= (uintptr_t)uc_preemptible_end - start) {
        return pc;
    }
    sched_preempt_pc = pc;
    return (uintptr_t)sched_preempt_resume;
}

static int sched_preempt(void)
{
    sched_preempt_features_init();
    return uc_plat_tick_start(UC_CONFIG_SCHED_PREEMPT_SLICE_MS * UC_NSEC_PER_MS,
                              tick);
}

UC_INIT(5, sched_preempt);

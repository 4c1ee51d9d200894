/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread is interrupted at any instruction, but gives the CPU up only where
 * that stands in code that may: the application's, and of libraries that say so
 * of themselves. All other code runs on to its next scheduling point, as with
 * no preemption at all, and is asked again a slice later.
 */
#include <uc/init.h>
#include <uc/sched.h>
#include <uc/tick.h>

#include "internal.h"

/* Put round that code by the linker (unicore-link, "preemptible"). */
extern const char uc_preemptible_start[] HIDDEN;
extern const char uc_preemptible_end[] HIDDEN;

uintptr_t sched_preempt_pc;

/* Context: interrupt. No second one comes here before the first is taken: what
 * takes it is not preemptible. */
static uintptr_t tick(const struct uc_tick_at *at)
{
    uintptr_t start = (uintptr_t)uc_preemptible_start;

    if (at->pc - start >= (uintptr_t)uc_preemptible_end - start) {
        return at->pc;
    }
    sched_preempt_pc = at->pc;
    return (uintptr_t)sched_preempt_resume;
}

static int sched_preempt(void)
{
    static struct uc_tick slice = {
        .period = UC_CONFIG_SCHED_PREEMPT_SLICE_MS * UC_NSEC_PER_MS,
        .tick = tick,
    };

    sched_preempt_features_init();
    return uc_tick_add(&slice);
}

UC_INIT(5, sched_preempt);

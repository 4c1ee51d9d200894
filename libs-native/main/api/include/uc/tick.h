/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TICK_H
#define UC_TICK_H

/* What several libraries do by the one timer of uc/plat/tick.h. */
#include <uc/plat/tick.h>

struct uc_tick {
    uc_nsec_t period;
    /* Returns where the thread goes on: (at->pc), or elsewhere, which one tick
     * of an image may do. Context: interrupt. */
    uintptr_t (*tick)(const struct uc_tick_at *at);
    /* Of uc_tick_add. */
    uc_nsec_t due;
    struct uc_tick *next;
};

/*
 * Has (tick) called every period from now on, as far as the platform's timer
 * comes so often.
 *
 * Errors: as uc_plat_tick_start. Context: as there. Owns: (tick) stays.
 */
int uc_tick_add(struct uc_tick *tick);

#endif /* UC_TICK_H */

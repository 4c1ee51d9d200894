/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pc/pc.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>
#include <uc/plat/tick.h>

#include "lapic.h"

static uintptr_t (*tick)(uintptr_t pc);
static uc_nsec_t period;

static void arm(void)
{
    uc_nsec_t now = uc_plat_clock_monotonic();

    pc_timer_arm(now, now + period);
}

void pc_tick(uintptr_t *pc)
{
    if (tick != NULL) {
        *pc = tick(*pc);
        arm();
    }
}

int uc_plat_tick_start(uc_nsec_t every, uintptr_t (*function)(uintptr_t pc))
{
    unsigned long state = uc_plat_irq_save();

    period = every;
    tick = function;
    arm();
    uc_plat_irq_restore(state);
    return 0;
}

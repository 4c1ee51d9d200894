/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pc/pc.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>
#include <uc/plat/tick.h>

#include "irq.h"
#include "lapic.h"

static uintptr_t (*tick)(const struct uc_tick_at *at);
static uc_nsec_t period;

static void arm(void)
{
    uc_nsec_t now = uc_plat_clock_monotonic();

    pc_timer_arm(now, now + period);
}

void pc_tick(struct pc_irq_frame *frame, uintptr_t fp)
{
    const struct uc_tick_at at = {frame->rip, fp, frame->rsp};

    if (tick != NULL) {
        frame->rip = tick(&at);
        arm();
    }
}

int uc_plat_tick_start(uc_nsec_t every,
                       uintptr_t (*function)(const struct uc_tick_at *at))
{
    unsigned long state = uc_plat_irq_save();

    period = every;
    tick = function;
    arm();
    uc_plat_irq_restore(state);
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Without a scheduler there is nobody else: the image idles. */
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>
#include <uc/posix_time.h>

#include "internal.h"

int uc_posix_sleep_until(uc_nsec_t deadline)
{
    unsigned long irqs = uc_plat_irq_save();

    while (uc_plat_clock_monotonic() < deadline) {
        uc_plat_idle(deadline);
    }
    uc_plat_irq_restore(irqs);
    return 0;
}

/* Without threads nothing does. */
void posix_time_interrupted(void)
{
}

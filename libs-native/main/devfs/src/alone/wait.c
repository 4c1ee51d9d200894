/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/irq.h>

#include "wait.h"

void devfs_wait_until(uc_nsec_t deadline)
{
    unsigned long irqs = uc_plat_irq_save();

    while (uc_plat_clock_monotonic() < deadline) {
        uc_plat_idle(deadline);
    }
    uc_plat_irq_restore(irqs);
}

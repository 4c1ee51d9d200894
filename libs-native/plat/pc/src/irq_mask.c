/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/plat/irq.h>

unsigned long uc_plat_irq_save(void)
{
    unsigned long flags = uc_x86_flags();
    uc_x86_cli();
    return flags & UC_X86_FLAGS_IF;
}

void uc_plat_irq_restore(unsigned long state)
{
    if (state != 0) {
        uc_x86_sti();
    }
}

/* The hardware interrupts by itself. */
void uc_plat_poll(void)
{
}

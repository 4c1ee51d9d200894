/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_LAPIC_H
#define PC_LAPIC_H

#include <uc/arch/x86_64/lapic.h>
#include <uc/types.h>

uint32_t pc_lapic_read(enum uc_x86_lapic_register reg);
void pc_lapic_write(enum uc_x86_lapic_register reg, uint32_t value);
uint32_t pc_lapic_id(void);

/* Interrupts the CPU once, by (deadline). Context: interrupts off. */
void pc_timer_arm(uc_nsec_t now, uc_nsec_t deadline);
/* What the interrupt does; the rest is done by whoever was idle. */
void pc_timer_fired(void);

/* Gates for interrupts, on a stack of their own. */
void pc_irq_gates_start(void);

#endif /* PC_LAPIC_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_LAPIC_H
#define KVMPLAT_LAPIC_H

#include <uc/arch/x86_64/lapic.h>
#include <uc/types.h>

/* Switches the local APIC on; later calls do nothing. */
void kvmplat_lapic_start(void);

uint32_t kvmplat_lapic_read(enum uc_x86_lapic_register reg);
void kvmplat_lapic_write(enum uc_x86_lapic_register reg, uint32_t value);
uint32_t kvmplat_lapic_id(void);

/* Interrupts the CPU once, by (deadline). Context: interrupts off. */
void kvmplat_timer_arm(uc_nsec_t now, uc_nsec_t deadline);
/* What the interrupt does; the rest is done by whoever was idle. */
void kvmplat_timer_fired(void);

/* Gates for interrupts, on a stack of their own. */
void kvmplat_irq_gates_start(void);

#endif /* KVMPLAT_LAPIC_H */

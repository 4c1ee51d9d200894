/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_IRQ_H
#define KVMPLAT_IRQ_H

#define KVMPLAT_IRQ_STUB_BYTES 8

#ifndef __ASSEMBLER__
/* One stub for each vector from KVMPLAT_VECTOR_IRQ on: irq_entry.S. */
extern const char kvmplat_irq_stubs[] __attribute__((visibility("hidden")));

/* What the stubs call. Context: interrupts off, on the interrupt stack. */
void kvmplat_irq(unsigned vector);
#endif

#endif /* KVMPLAT_IRQ_H */

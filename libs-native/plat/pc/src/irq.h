/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_IRQ_H
#define PC_IRQ_H

#define PC_IRQ_STUB_BYTES 8

#ifndef __ASSEMBLER__
struct pc_handler {
    void (*handler)(void *arg);
    void *arg;
};

/* One stub for each vector from PC_VECTOR_IRQ on: irq_entry.S. */
extern const char pc_irq_stubs[] __attribute__((visibility("hidden")));

/* What the stubs call. Context: interrupts off, on the interrupt stack. */
void pc_irq(unsigned vector);
#endif

#endif /* PC_IRQ_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_IRQ_H
#define PC_IRQ_H

#define PC_IRQ_STUB_BYTES 8

#ifndef __ASSEMBLER__
#include <uc/types.h>

/* What the CPU pushes. Spec: AMD64 APM volume 2, 8.9.3. */
struct pc_irq_frame {
    uint64_t rip, cs, rflags, rsp, ss;
};

struct pc_handler {
    void (*handler)(void *arg);
    void *arg;
};

/* One stub for each vector from PC_VECTOR_IRQ on: irq_entry.S. */
extern const char pc_irq_stubs[] __attribute__((visibility("hidden")));

/*
 * What the stubs call; (fp), rbp of what was interrupted, with option tick.
 * Context: interrupts off, on the interrupt stack.
 */
void pc_irq(unsigned vector, uintptr_t fp);

/* With option tick: the timer has interrupted a thread, which goes on as
 * (*frame) says. */
void pc_tick(struct pc_irq_frame *frame, uintptr_t fp);
#endif

#endif /* PC_IRQ_H */

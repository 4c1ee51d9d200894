/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/pc/pc.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>

#include "cpu.h"
#include "ioapic.h"
#include "irq.h"
#include "lapic.h"
#include "message.h"

enum {
    LINES = PC_VECTOR_TIMER - PC_VECTOR_IRQ
};

static struct pc_handler lines[LINES];

static char irq_stack[8192] UC_ALIGNED(16);

void pc_irq_gates_start(void)
{
    pc_tss.ist[PC_IST_IRQ - 1] = (uint64_t)(irq_stack + sizeof irq_stack);
    for (unsigned vector = PC_VECTOR_IRQ; vector < PC_IDT_GATES; vector++) {
        const char *stub =
            pc_irq_stubs + (size_t)(vector - PC_VECTOR_IRQ) * PC_IRQ_STUB_BYTES;
        uc_x86_gate_set(&pc_idt[vector], (void (*)(void))(uintptr_t)stub,
                        PC_IST_IRQ);
    }
}

void pc_irq(unsigned vector, uintptr_t fp)
{
    /* Spec: Intel SDM volume 3, 10.9: a spurious interrupt gets no EOI. */
    if (vector == PC_VECTOR_SPURIOUS) {
        return;
    }
    if (vector < PC_VECTOR_TIMER) {
        const struct pc_handler *line = &lines[vector - PC_VECTOR_IRQ];
        if (line->handler != NULL) {
            line->handler(line->arg);
        }
    } else if (vector == PC_VECTOR_TIMER) {
        pc_timer_fired();
        if (UC_CONFIG_PC_TICK) {
            /* Nothing nests: it is always the first on this stack. */
            pc_tick(
                (struct pc_irq_frame *)(void *)(irq_stack + sizeof irq_stack) -
                    1,
                fp);
        }
    } else if (UC_CONFIG_PC_PCI) {
        pc_message(vector);
    }
    pc_lapic_write(UC_X86_LAPIC_EOI, 0);
}

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    uc_pc_lapic_start();
    if (irq >= LINES) {
        return -UC_ENOENT;
    }
    if (lines[irq].handler != NULL) {
        return -UC_EBUSY;
    }
    unsigned long state = uc_plat_irq_save();
    lines[irq] = (struct pc_handler){handler, arg};
    /*
     * Fixed delivery to this CPU, by edge: a virtio-mmio device raises its
     * line, and the handler's acknowledgement lets it fall. Some VMMs (with
     * irqfd) only ever pulse it.
     */
    int err = pc_ioapic_route(irq, PC_VECTOR_IRQ + irq, 0);
    if (err < 0) {
        lines[irq].handler = NULL;
    }
    uc_plat_irq_restore(state);
    return err;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    UC_ASSERT(irq < LINES && lines[irq].handler != NULL);
    unsigned long state = uc_plat_irq_save();
    pc_ioapic_mask(irq);
    lines[irq].handler = NULL;
    uc_plat_irq_restore(state);
}

void uc_plat_idle(uc_nsec_t deadline)
{
    /* Else what it waits for may have happened before it sleeps. */
    UC_ASSERT((uc_x86_flags() & UC_X86_FLAGS_IF) == 0);
    if (deadline != UC_NEVER) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        if (now >= deadline) {
            uc_x86_sti_nop_cli();
            return;
        }
        pc_timer_arm(now, deadline);
    }
    uc_x86_sti_hlt_cli();
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>

#include "cpu.h"
#include "internal.h"
#include "irq.h"
#include "lapic.h"
#include "memory.h"

enum {
    LINES = KVMPLAT_VECTOR_TIMER - KVMPLAT_VECTOR_IRQ
};

struct line {
    void (*handler)(void *arg);
    void *arg;
};

static struct line lines[LINES];
static volatile uint8_t *ioapic;

static char irq_stack[8192] UC_ALIGNED(16);

void kvmplat_irq_gates_start(void)
{
    kvmplat_tss.ist[KVMPLAT_IST_IRQ - 1] =
        (uint64_t)(irq_stack + sizeof irq_stack);
    for (unsigned vector = KVMPLAT_VECTOR_IRQ; vector < KVMPLAT_IDT_GATES;
         vector++) {
        const char *stub =
            kvmplat_irq_stubs +
            (size_t)(vector - KVMPLAT_VECTOR_IRQ) * KVMPLAT_IRQ_STUB_BYTES;
        uc_x86_gate_set(&kvmplat_idt[vector], (void (*)(void))(uintptr_t)stub,
                        KVMPLAT_IST_IRQ);
    }
}

void kvmplat_irq(unsigned vector)
{
    /* Spec: Intel SDM volume 3, 10.9: a spurious interrupt gets no EOI. */
    if (vector == KVMPLAT_VECTOR_SPURIOUS) {
        return;
    }
    if (vector < KVMPLAT_VECTOR_TIMER) {
        const struct line *line = &lines[vector - KVMPLAT_VECTOR_IRQ];
        if (line->handler != NULL) {
            line->handler(line->arg);
        }
    } else if (vector == KVMPLAT_VECTOR_TIMER) {
        kvmplat_timer_fired();
    }
    kvmplat_lapic_write(UC_X86_LAPIC_EOI, 0);
}

static uint32_t ioapic_read(uint32_t reg)
{
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_SELECT, reg);
    return uc_mmio_read32(ioapic + UC_X86_IOAPIC_DATA);
}

static void ioapic_write(uint32_t reg, uint32_t value)
{
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_SELECT, reg);
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_DATA, value);
}

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    kvmplat_lapic_start();
    if (ioapic == NULL) {
        ioapic = kvmplat_map_mmio(UC_X86_IOAPIC_BASE, UC_PAGE_SIZE);
    }
    if (irq >= LINES ||
        irq > (ioapic_read(UC_X86_IOAPIC_VERSION) >> 16 & 0xff)) {
        return -UC_ENOENT;
    }
    if (lines[irq].handler != NULL) {
        return -UC_EBUSY;
    }
    unsigned long state = uc_plat_irq_save();
    lines[irq] = (struct line){handler, arg};
    /*
     * Fixed delivery to this CPU, by edge: a virtio-mmio device raises its
     * line, and the handler's acknowledgement lets it fall. Some VMMs (with
     * irqfd) only ever pulse it.
     */
    ioapic_write(UC_X86_IOAPIC_REDIRECT + 2 * irq + 1, kvmplat_lapic_id()
                                                           << 24);
    ioapic_write(UC_X86_IOAPIC_REDIRECT + 2 * irq, KVMPLAT_VECTOR_IRQ + irq);
    uc_plat_irq_restore(state);
    return 0;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    UC_ASSERT(irq < LINES && lines[irq].handler != NULL);
    unsigned long state = uc_plat_irq_save();
    ioapic_write(UC_X86_IOAPIC_REDIRECT + 2 * irq, UC_X86_LVT_MASKED);
    lines[irq].handler = NULL;
    uc_plat_irq_restore(state);
}

void uc_plat_idle(uc_nsec_t deadline)
{
    if (deadline != UC_NEVER) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        if (now >= deadline) {
            uc_x86_sti_nop_cli();
            return;
        }
        kvmplat_timer_arm(now, deadline);
    }
    uc_x86_sti_hlt_cli();
}

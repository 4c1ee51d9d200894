/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/paging.h>
#include <uc/barrier.h>
#include <uc/pc/pc.h>

#include "cpu.h"
#include "lapic.h"

/* NULL: x2APIC, by MSRs, which leave the guest once less (or not at all). */
static volatile uint8_t *window;

uint32_t pc_lapic_read(enum uc_x86_lapic_register reg)
{
    if (window == NULL) {
        return (uint32_t)uc_x86_msr_read(UC_X86_MSR_X2APIC + reg / 16);
    }
    return uc_mmio_read32(window + reg);
}

void pc_lapic_write(enum uc_x86_lapic_register reg, uint32_t value)
{
    if (window == NULL) {
        uc_x86_msr_write(UC_X86_MSR_X2APIC + reg / 16, value);
    } else {
        uc_mmio_write32(window + reg, value);
    }
}

uint32_t pc_lapic_id(void)
{
    uint32_t id = pc_lapic_read(UC_X86_LAPIC_ID);
    return window == NULL ? id : id >> 24;
}

void uc_pc_lapic_start(void)
{
    static bool started;
    if (started) {
        return;
    }
    started = true;
    pc_irq_gates_start();

    uint64_t base = uc_x86_msr_read(UC_X86_MSR_APIC_BASE);
    if ((base & UC_X86_APIC_BASE_ENABLE) == 0) {
        /* Spec: Intel SDM volume 3, 10.12.5: x2APIC only from enabled. */
        base |= UC_X86_APIC_BASE_ENABLE;
        uc_x86_msr_write(UC_X86_MSR_APIC_BASE, base);
    }
    if ((uc_x86_cpuid(1, 0).ecx & UC_X86_CPUID1_ECX_X2APIC) != 0) {
        base |= UC_X86_APIC_BASE_X2APIC;
    } else {
        window = uc_pc_map_mmio(base & UC_X86_PTE_ADDR, UC_PAGE_SIZE);
    }
    uc_x86_msr_write(UC_X86_MSR_APIC_BASE, base);
    pc_lapic_write(UC_X86_LAPIC_TPR, 0);
    pc_lapic_write(UC_X86_LAPIC_LVT_LINT0, UC_X86_LVT_MASKED);
    /* Firmware may have left it running. */
    pc_lapic_write(UC_X86_LAPIC_LVT_TIMER, UC_X86_LVT_MASKED | PC_VECTOR_TIMER);
    pc_lapic_write(UC_X86_LAPIC_SPURIOUS,
                   UC_X86_LAPIC_ENABLE | PC_VECTOR_SPURIOUS);
}

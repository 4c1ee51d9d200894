/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_LAPIC_H
#define UC_ARCH_X86_64_LAPIC_H

/*
 * Local APIC and I/O APIC. Spec: Intel SDM volume 3, 10.4 to 10.12; 82093AA
 * data sheet.
 */
enum uc_x86_lapic_register {
    UC_X86_LAPIC_ID = 0x020,
    UC_X86_LAPIC_TPR = 0x080,
    UC_X86_LAPIC_EOI = 0x0b0,
    UC_X86_LAPIC_SPURIOUS = 0x0f0,
    UC_X86_LAPIC_LVT_TIMER = 0x320,
    UC_X86_LAPIC_LVT_LINT0 = 0x350,
    UC_X86_LAPIC_LVT_LINT1 = 0x360,
    UC_X86_LAPIC_TIMER_INITIAL = 0x380,
    UC_X86_LAPIC_TIMER_CURRENT = 0x390,
    UC_X86_LAPIC_TIMER_DIVIDE = 0x3e0,
};

enum {
    UC_X86_LAPIC_BASE = 0xfee00000, /* at reset */
    UC_X86_LAPIC_ENABLE = 1 << 8,   /* of SPURIOUS */
    UC_X86_LVT_MASKED = 1 << 16,
    UC_X86_LVT_TSC_DEADLINE = 2 << 17,
    UC_X86_TIMER_DIVIDE_1 = 0xb,

    UC_X86_APIC_BASE_X2APIC = 1 << 10, /* of MSR_APIC_BASE */
    UC_X86_APIC_BASE_ENABLE = 1 << 11,

    UC_X86_IOAPIC_BASE = 0xfec00000,
    UC_X86_IOAPIC_SELECT = 0x00, /* offsets in its window */
    UC_X86_IOAPIC_DATA = 0x10,
    UC_X86_IOAPIC_VERSION = 0x01, /* register; bits 16-23: last line */
    UC_X86_IOAPIC_REDIRECT = 0x10 /* registers, two for each line */
};

#endif /* UC_ARCH_X86_64_LAPIC_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/trap.h>

#include "internal.h"

/* Exceptions have a stack of their own: an overflowed one can be reported. */
void xenplat_pvh_set_up_cpu(void)
{
    static struct uc_x86_gdt gdt;
    static struct uc_x86_tss tss;
    static struct uc_x86_gate idt[UC_X86_TRAPS];
    static char stack[UC_PAGE_SIZE] UC_ALIGNED(16);
    uint64_t cr4 = uc_x86_cr4_read();

    /* Bits that this CPU knows and that cost nothing. */
    if (uc_x86_cpuid(0, 0).eax >= 7) {
        struct uc_x86_cpuid leaf = uc_x86_cpuid(7, 0);
        cr4 |=
            (leaf.ebx & UC_X86_CPUID7_EBX_FSGSBASE) ? UC_X86_CR4_FSGSBASE : 0;
        cr4 |= (leaf.ebx & UC_X86_CPUID7_EBX_SMEP) ? UC_X86_CR4_SMEP : 0;
        cr4 |= (leaf.ebx & UC_X86_CPUID7_EBX_SMAP) ? UC_X86_CR4_SMAP : 0;
        cr4 |= (leaf.ecx & UC_X86_CPUID7_ECX_UMIP) ? UC_X86_CR4_UMIP : 0;
        uc_x86_cr4_write(cr4);
    }
    tss.ist[0] = (uint64_t)(stack + sizeof stack);
    uc_x86_gdt_load(&gdt, &tss);
    uc_x86_idt_set_traps(idt, 1);
    if (UC_CONFIG_XENPLAT_ASPACE) {
        /* With the state of the FPU. */
        static char fault_stack[6144] UC_ALIGNED(16);
        tss.ist[1] = (uint64_t)(fault_stack + sizeof fault_stack);
        uc_x86_gate_set(&idt[UC_X86_TRAP_PAGE_FAULT], uc_x86_fault_entry, 2);
    }
    uc_x86_idt_load(idt, UC_ARRAY_SIZE(idt));
}

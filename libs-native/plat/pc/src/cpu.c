/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/page_fault.h>
#include <uc/arch/x86_64/port.h>
#include <uc/arch/x86_64/trap.h>
#include <uc/boot.h>
#include <uc/pc/pc.h>

#include "cpu.h"

struct uc_x86_gate pc_idt[PC_IDT_GATES];
struct uc_x86_tss pc_tss;

static struct uc_x86_gdt gdt;
/* For exceptions, so that an overflowed stack can be reported. */
static char trap_stack[4096] UC_ALIGNED(16);
/* For page faults that bring a page; with the state of the FPU. */
static char fault_stack[6144] UC_ALIGNED(16);

/* Bits of CR4 that this CPU knows and that cost nothing. */
static uint64_t optional_cr4(void)
{
    uint64_t cr4 = 0;
    if (uc_x86_cpuid(0, 0).eax < 7) {
        return 0;
    }
    struct uc_x86_cpuid leaf = uc_x86_cpuid(7, 0);
    cr4 |= (leaf.ebx & UC_X86_CPUID7_EBX_FSGSBASE) ? UC_X86_CR4_FSGSBASE : 0;
    cr4 |= (leaf.ebx & UC_X86_CPUID7_EBX_SMEP) ? UC_X86_CR4_SMEP : 0;
    cr4 |= (leaf.ebx & UC_X86_CPUID7_EBX_SMAP) ? UC_X86_CR4_SMAP : 0;
    cr4 |= (leaf.ecx & UC_X86_CPUID7_ECX_UMIP) ? UC_X86_CR4_UMIP : 0;
    return cr4;
}

void uc_pc_set_up_cpu(void)
{
    uc_x86_cr4_write(uc_x86_cr4_read() | optional_cr4());
    pc_tss.ist[PC_IST_TRAP - 1] = (uint64_t)(trap_stack + sizeof trap_stack);
    uc_x86_gdt_load(&gdt, &pc_tss);
    uc_x86_idt_set_traps(pc_idt, PC_IST_TRAP);
    if (UC_CONFIG_PC_ASPACE) {
        pc_tss.ist[PC_IST_FAULT - 1] =
            (uint64_t)(fault_stack + sizeof fault_stack);
        uc_x86_gate_set(&pc_idt[UC_X86_TRAP_PAGE_FAULT], uc_x86_fault_entry,
                        PC_IST_FAULT);
    }
    uc_x86_idt_load(pc_idt, PC_IDT_GATES);
    /* The old interrupt controllers stay silent: mask all lines of both. */
    uc_x86_out8(0x21, 0xff);
    uc_x86_out8(0xa1, 0xff);
}

void uc_x86_trap(struct uc_trap_frame *frame)
{
    const char *name = uc_x86_trap_name(frame->vector);
    uintptr_t address = 0;

    if (frame->vector == UC_X86_TRAP_PAGE_FAULT) {
        address = uc_x86_cr2_read();
        name = uc_x86_page_fault(name, frame, address, UC_CONFIG_PC_ASPACE);
        if (name == NULL) {
            return;
        }
    }
    uc_panic_trap(name, address, frame);
}

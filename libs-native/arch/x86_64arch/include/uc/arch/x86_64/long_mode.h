/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_LONG_MODE_H
#define UC_ARCH_X86_64_LONG_MODE_H

/*
 * For assembly that starts in 32-bit protected mode with paging off: the way to
 * 64 bits. Empty for C. Spec: Intel SDM volume 3, 9.8.5 (initializing IA-32e
 * mode).
 */
#ifdef __ASSEMBLER__
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>

/* clang-format off */
/*
 * Switches paging on with the tables at (pml4) and goes on at (entry) in 64-bit
 * mode; (gdt) holds limit and base of a table with those selectors. All are physical
 * addresses; destroys eax, ecx and edx.
 */
    .macro uc_x86_enter_long_mode pml4:req, gdt:req, entry:req
    movl $(UC_X86_CR4_PAE | UC_X86_CR4_OSFXSR | UC_X86_CR4_OSXMMEXCPT), %eax
    movl %eax, %cr4
    movl $(\pml4), %eax
    movl %eax, %cr3
    movl $UC_X86_MSR_EFER, %ecx
    movl $(UC_X86_EFER_LME | UC_X86_EFER_NXE), %eax
    xorl %edx, %edx
    wrmsr
    movl $(UC_X86_CR0_PE | UC_X86_CR0_MP | UC_X86_CR0_ET | UC_X86_CR0_NE | \
           UC_X86_CR0_WP | UC_X86_CR0_PG), %eax
    movl %eax, %cr0
    lgdt \gdt
    ljmp $UC_X86_CODE, $(\entry)
    .endm
/* clang-format on */
#endif

#endif /* UC_ARCH_X86_64_LONG_MODE_H */

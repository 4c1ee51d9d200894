/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef X86_64ARCH_TRAP_REGISTERS_H
#define X86_64ARCH_TRAP_REGISTERS_H

/*
 * For assembly: the registers of struct uc_trap_frame, on top of error code and
 * vector, and the way back from a trap.
 */
/* clang-format off */
    .macro x86_64arch_push_registers
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    .endm

    .macro x86_64arch_return_from_trap
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp
    iretq
    .endm
/* clang-format on */

#endif /* X86_64ARCH_TRAP_REGISTERS_H */

/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * void uc_arch_context_switch(struct uc_arch_context *from,
 *                             struct uc_arch_context *to)
 *
 * What a call preserves goes on the stack, in the order that
 * uc_arch_context_init lays out. Spec: System V ABI, AMD64 supplement, 3.2.1:
 * rbx, rbp, r12 to r15, and the control bits of MXCSR and the x87.
 */
    .section .text.uc_arch_context_switch, "ax", @progbits
    .globl uc_arch_context_switch
    .hidden uc_arch_context_switch
    .type uc_arch_context_switch, @function
    .p2align 4
uc_arch_context_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $8, %rsp
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    movq %rsp, (%rdi)

    movq (%rsi), %rsp
    ldmxcsr (%rsp)
    fldcw 4(%rsp)
    addq $8, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size uc_arch_context_switch, . - uc_arch_context_switch

/* First instructions of a new context: rbx is its entry, r12 the argument. */
    .section .text.x86_64arch_context_start, "ax", @progbits
    .globl x86_64arch_context_start
    .hidden x86_64arch_context_start
    .type x86_64arch_context_start, @function
x86_64arch_context_start:
    movq %r12, %rdi
    xorl %ebp, %ebp /* ends a walk along frame pointers */
    callq *%rbx
    ud2
    .size x86_64arch_context_start, . - x86_64arch_context_start

    .section .note.GNU-stack, "", @progbits

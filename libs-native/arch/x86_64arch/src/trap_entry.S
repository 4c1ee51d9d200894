/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Entries of vectors 0 to 31, 8 bytes apart. Each brings the stack to the form
 * of struct uc_trap_frame: error code (0 where the CPU pushes none) and vector,
 * then all registers. Spec: Intel SDM volume 3, table 6-1: 8, 10 to 14, 17, 21,
 * 29 and 30 have an error code.
 */
#include <uc/arch/x86_64/descriptor.h>

    .section .text.uc_x86_trap_stubs, "ax", @progbits
    .globl uc_x86_trap_stubs
    .hidden uc_x86_trap_stubs
    .type uc_x86_trap_stubs, @function
    .p2align 3
uc_x86_trap_stubs:
    .set vector, 0
    .rept 32
    .if ((1 << vector) & 0x60227d00) == 0
    pushq $0
    .endif
    callq .Lcommon /* its return address tells the vector */
    .p2align 3, 0xcc
    .set vector, vector + 1
    .endr

.Lcommon:
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
    cld
    leaq uc_x86_trap_stubs(%rip), %rax
    subq %rax, 120(%rsp)
    shrq $3, 120(%rsp)
    movq %rsp, %rdi
    /* 22 words on a stack that the CPU aligned: 16 bytes again. */
    callq uc_x86_trap
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
    .size uc_x86_trap_stubs, . - uc_x86_trap_stubs

    .section .note.GNU-stack, "", @progbits

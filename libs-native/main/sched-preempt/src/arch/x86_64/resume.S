/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Where an interrupted thread goes on: as if it had called uc_sched_preempt
 * between two instructions, with all registers and flags left as they were.
 * The words below the stack pointer are the function's own, up to 128 bytes.
 * Spec: System V ABI, AMD64 supplement, 3.2.2 (red zone).
 */
#include "state.h"

    .section .text.sched_preempt_resume, "ax", @progbits
    .globl sched_preempt_resume
    .hidden sched_preempt_resume
    .type sched_preempt_resume, @function
sched_preempt_resume:
    /* Neither changes flags. */
    leaq -128(%rsp), %rsp
    pushq sched_preempt_pc(%rip)
    pushfq
    cld
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %rbp
    movq %rsp, %rbp
    movl sched_preempt_features(%rip), %eax
    testl %eax, %eax
    jz 1f
    subq $SCHED_PREEMPT_XSAVE_BYTES, %rsp
    andq $-64, %rsp
    /* XSAVE leaves most of its header as it is, XRSTOR wants it to be 0. */
    xorl %edx, %edx
    .set at, 512
    .rept 8
    movq %rdx, at(%rsp)
    .set at, at + 8
    .endr
    xsave64 (%rsp)
    callq uc_sched_preempt
    movl sched_preempt_features(%rip), %eax
    xorl %edx, %edx
    xrstor64 (%rsp)
    jmp 2f
1:
    subq $SCHED_PREEMPT_FXSAVE_BYTES, %rsp
    andq $-16, %rsp
    fxsave64 (%rsp)
    callq uc_sched_preempt
    fxrstor64 (%rsp)
2:
    movq %rbp, %rsp
    popq %rbp
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rax
    popfq
    retq $128
    .size sched_preempt_resume, . - sched_preempt_resume

    .section .note.GNU-stack, "", @progbits

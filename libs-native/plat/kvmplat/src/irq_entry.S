/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Entries of vectors 32 to 63. Interrupts stay off until the return, so one
 * stack (of the TSS) serves all. Handlers are ordinary code, which may use SSE:
 * its state is saved with what a call destroys; what a call preserves need not.
 */
#include "irq.h"

    .section .text.kvmplat_irq_stubs, "ax", @progbits
    .globl kvmplat_irq_stubs
    .hidden kvmplat_irq_stubs
    .type kvmplat_irq_stubs, @function
    .p2align 3
kvmplat_irq_stubs:
    .set vector, 32
    .rept 32
    pushq $vector
    .byte 0xe9 /* jmp, always of five bytes */
    .long .Lcommon - (. + 4)
    .p2align 3, 0xcc
    .set vector, vector + 1
    .endr

.Lcommon:
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    cld
    movl 72(%rsp), %edi
    /* 15 words so far, on a stack that the CPU aligned. */
    subq $520, %rsp
    fxsave64 (%rsp)
    callq kvmplat_irq
    fxrstor64 (%rsp)
    addq $520, %rsp
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rax
    addq $8, %rsp
    iretq
    .size kvmplat_irq_stubs, . - kvmplat_irq_stubs

    .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Entries of vectors from PC_VECTOR_IRQ on. Interrupts stay off until the return, so one
 * stack (of the TSS) serves all. Handlers are ordinary code, which may use SSE:
 * its state is saved with what a call destroys; what a call preserves need not.
 */
#include "irq.h"
#include "vectors.h"

    .section .text.pc_irq_stubs, "ax", @progbits
    .globl pc_irq_stubs
    .hidden pc_irq_stubs
    .type pc_irq_stubs, @function
    .p2align 3
pc_irq_stubs:
    .set vector, PC_VECTOR_IRQ
    .rept PC_IDT_GATES - PC_VECTOR_IRQ
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
#if UC_CONFIG_PC_TICK
    movq %rbp, %rsi
#endif
    /* 15 words so far, on a stack that the CPU aligned. */
    subq $520, %rsp
    fxsave64 (%rsp)
    callq pc_irq
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
    .size pc_irq_stubs, . - pc_irq_stubs

    .section .note.GNU-stack, "", @progbits

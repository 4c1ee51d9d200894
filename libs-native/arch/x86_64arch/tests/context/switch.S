/* SPDX-License-Identifier: BSD-3-Clause */

/* `hosted` brings a switch of its own: ours goes by another name here. */
#define uc_arch_context_switch tested_switch
#include "context_switch.S"

/*
 * bool switch_keeps_registers(struct uc_arch_context *from, *to)
 *
 * Loads what a call preserves with known values, switches away and back, and
 * tells whether all of them came through.
 */
    .section .text.switch_keeps_registers, "ax", @progbits
    .globl switch_keeps_registers
    .type switch_keeps_registers, @function
switch_keeps_registers:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $8, %rsp
    movl $0x11111111, %ebp
    movl $0x22222222, %ebx
    movl $0x33333333, %r12d
    movl $0x44444444, %r13d
    movl $0x55555555, %r14d
    movl $0x66666666, %r15d
    callq tested_switch
    xorl %eax, %eax
    cmpq $0x11111111, %rbp
    jne 1f
    cmpq $0x22222222, %rbx
    jne 1f
    cmpq $0x33333333, %r12
    jne 1f
    cmpq $0x44444444, %r13
    jne 1f
    cmpq $0x55555555, %r14
    jne 1f
    cmpq $0x66666666, %r15
    sete %al
1:  addq $8, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size switch_keeps_registers, . - switch_keeps_registers

    .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Where interrupted code goes on that is to make a call (trap_call.c). The
 * stack is aligned, interrupts are off where the platform can switch them off.
 * What was interrupted is put on this stack before anything else can happen: a
 * fault that brings a page of it does not come by here.
 */
#include "trap_call.h"
#include "trap_registers.h"

    .section .text.x86_64arch_call, "ax", @progbits
    .globl x86_64arch_call
    .hidden x86_64arch_call
    .type x86_64arch_call, @function
x86_64arch_call:
    subq $(512 + X86_64ARCH_FRAME_BYTES), %rsp
    fxsave64 (%rsp)
    leaq x86_64arch_call_frame(%rip), %rsi
    leaq 512(%rsp), %rdi
    movl $(X86_64ARCH_FRAME_BYTES / 8), %ecx
    cld
    rep movsq
    movq x86_64arch_call_fn(%rip), %rax
    movq $0, x86_64arch_call_fn(%rip)
    pushq 512 + X86_64ARCH_FRAME_FLAGS(%rsp)
    popfq /* interrupts again, where they were on */
    cld
    callq *%rax
    fxrstor64 (%rsp)
    addq $512, %rsp
    x86_64arch_return_from_trap
    .size x86_64arch_call, . - x86_64arch_call

/*
 * Entry of page faults where code goes on after them: as in trap_entry.S, but
 * the state of the FPU is saved as well, which code that brings a page may use.
 */
    .section .text.uc_x86_fault_entry, "ax", @progbits
    .globl uc_x86_fault_entry
    .hidden uc_x86_fault_entry
    .type uc_x86_fault_entry, @function
uc_x86_fault_entry:
    pushq $14 /* UC_X86_TRAP_PAGE_FAULT; the CPU has pushed the error code */
    x86_64arch_push_registers
    cld
    movq %rsp, %rdi
    /* 22 words on a stack that the CPU aligned: 16 bytes again. */
    subq $512, %rsp
    fxsave64 (%rsp)
    callq uc_x86_trap
    fxrstor64 (%rsp)
    addq $512, %rsp
    x86_64arch_return_from_trap
    .size uc_x86_fault_entry, . - uc_x86_fault_entry

    .section .note.GNU-stack, "", @progbits

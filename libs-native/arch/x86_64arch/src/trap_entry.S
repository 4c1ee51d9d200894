/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Entries of vectors 0 to 31, 8 bytes apart. Each brings the stack to the form
 * of struct uc_trap_frame: error code (0 where the CPU pushes none) and vector,
 * then all registers. Spec: Intel SDM volume 3, table 6-1: 8, 10 to 14, 17, 21,
 * 29 and 30 have an error code.
 */
#include <uc/arch/x86_64/descriptor.h>

#include "trap_registers.h"

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
    x86_64arch_push_registers
    cld
    leaq uc_x86_trap_stubs(%rip), %rax
    subq %rax, 120(%rsp)
    shrq $3, 120(%rsp)
    movq %rsp, %rdi
    /* 22 words on a stack that the CPU aligned: 16 bytes again. */
    callq uc_x86_trap
    x86_64arch_return_from_trap
    .size uc_x86_trap_stubs, . - uc_x86_trap_stubs

    .section .note.GNU-stack, "", @progbits

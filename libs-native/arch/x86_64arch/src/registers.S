/* SPDX-License-Identifier: BSD-3-Clause */

/* uintptr_t uc_arch_frame_pointer(void): rbp, which no instruction touches. */
    .section .text.uc_arch_frame_pointer, "ax", @progbits
    .globl uc_arch_frame_pointer
    .hidden uc_arch_frame_pointer
    .type uc_arch_frame_pointer, @function
uc_arch_frame_pointer:
    movq %rbp, %rax
    ret
    .size uc_arch_frame_pointer, . - uc_arch_frame_pointer

/* uintptr_t uc_arch_stack_pointer(void): as it is after the return. */
    .section .text.uc_arch_stack_pointer, "ax", @progbits
    .globl uc_arch_stack_pointer
    .hidden uc_arch_stack_pointer
    .type uc_arch_stack_pointer, @function
uc_arch_stack_pointer:
    leaq 8(%rsp), %rax
    ret
    .size uc_arch_stack_pointer, . - uc_arch_stack_pointer

    .section .note.GNU-stack, "", @progbits

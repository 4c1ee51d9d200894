/* SPDX-License-Identifier: BSD-3-Clause */

    .section .text._start, "ax"
    .globl  _start
    .type   _start, @function
/* The kernel's entry. Spec: System V ABI, AMD64 supplement 1.0, 3.4.1. */
_start:
    xorl    %ebp, %ebp
    movq    %rsp, %rdi
    andq    $-16, %rsp
    call    linuxuplat_start
    ud2
    .size   _start, . - _start

    .section .text.linuxuplat_sigreturn, "ax"
    .globl  linuxuplat_sigreturn
    .hidden linuxuplat_sigreturn
    .type   linuxuplat_sigreturn, @function
/* Where a signal handler returns to: rt_sigreturn. */
linuxuplat_sigreturn:
    movl    $15, %eax
    syscall
    ud2
    .size   linuxuplat_sigreturn, . - linuxuplat_sigreturn

    .section .note.GNU-stack, "", @progbits

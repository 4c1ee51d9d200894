/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: AAPCS32, 6.1.1; floating-point registers are not in use yet. */
    .syntax unified
    .arm
    .section .text.setjmp, "ax", %progbits
    .globl setjmp
    .globl _setjmp
    .type setjmp, %function
    .type _setjmp, %function
setjmp:
_setjmp:
    mov ip, sp
    stmia r0, {r4-r11, ip, lr}
    mov r0, #0
    bx lr
    .size setjmp, . - setjmp
    .size _setjmp, . - _setjmp

    .section .text.longjmp, "ax", %progbits
    .globl longjmp
    .globl _longjmp
    .type longjmp, %function
    .type _longjmp, %function
longjmp:
_longjmp:
    ldmia r0, {r4-r11, ip, lr}
    mov sp, ip
    movs r0, r1
    moveq r0, #1
    bx lr
    .size longjmp, . - longjmp
    .size _longjmp, . - _longjmp

    .section .note.GNU-stack, "", %progbits

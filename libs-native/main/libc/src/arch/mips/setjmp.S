/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: System V ABI, MIPS, 3-15 (o32), with the even registers of the FPU. */
    .set noreorder
    .section .text.setjmp, "ax", @progbits
    .globl setjmp
    .globl _setjmp
    .type setjmp, @function
    .type _setjmp, @function
setjmp:
_setjmp:
    sw $16, 0($4)
    sw $17, 4($4)
    sw $18, 8($4)
    sw $19, 12($4)
    sw $20, 16($4)
    sw $21, 20($4)
    sw $22, 24($4)
    sw $23, 28($4)
    sw $28, 32($4)
    sw $29, 36($4)
    sw $30, 40($4)
    sw $31, 44($4)
    sdc1 $f20, 48($4)
    sdc1 $f22, 56($4)
    sdc1 $f24, 64($4)
    sdc1 $f26, 72($4)
    sdc1 $f28, 80($4)
    sdc1 $f30, 88($4)
    jr $31
    move $2, $0
    .size setjmp, . - setjmp
    .size _setjmp, . - _setjmp

    .section .text.longjmp, "ax", @progbits
    .globl longjmp
    .globl _longjmp
    .type longjmp, @function
    .type _longjmp, @function
longjmp:
_longjmp:
    move $2, $5
    bne $2, $0, 1f
    nop
    li $2, 1
1:
    lw $16, 0($4)
    lw $17, 4($4)
    lw $18, 8($4)
    lw $19, 12($4)
    lw $20, 16($4)
    lw $21, 20($4)
    lw $22, 24($4)
    lw $23, 28($4)
    lw $28, 32($4)
    lw $29, 36($4)
    lw $30, 40($4)
    lw $31, 44($4)
    ldc1 $f20, 48($4)
    ldc1 $f22, 56($4)
    ldc1 $f24, 64($4)
    ldc1 $f26, 72($4)
    ldc1 $f28, 80($4)
    ldc1 $f30, 88($4)
    jr $31
    nop
    .size longjmp, . - longjmp
    .size _longjmp, . - _longjmp

    .section .note.GNU-stack, "", @progbits

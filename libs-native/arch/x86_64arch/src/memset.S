/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * void *memset(void *to, int byte, size_t n)
 *
 * As memcpy.S: overlapping stores up to 64 bytes, 64 bytes a turn above.
 */
    .section .text.memset, "ax", @progbits
    .globl memset
    .type memset, @function
    .p2align 4
memset:
    movq %rdi, %rax
    movzbl %sil, %esi
    movabsq $0x0101010101010101, %rcx
    imulq %rcx, %rsi
    cmpq $16, %rdx
    jb .Lbelow_16
    movq %rsi, %xmm0
    punpcklqdq %xmm0, %xmm0
    cmpq $64, %rdx
    ja .Labove_64
    movups %xmm0, (%rdi)
    movups %xmm0, -16(%rdi, %rdx)
    cmpl $32, %edx
    jbe .Ldone
    movups %xmm0, 16(%rdi)
    movups %xmm0, -32(%rdi, %rdx)
.Ldone:
    ret

.Lbelow_16:
    cmpl $8, %edx
    jb .Lbelow_8
    movq %rsi, (%rdi)
    movq %rsi, -8(%rdi, %rdx)
    ret

.Lbelow_8:
    cmpl $4, %edx
    jb .Lbelow_4
    movl %esi, (%rdi)
    movl %esi, -4(%rdi, %rdx)
    ret

.Lbelow_4:
    testl %edx, %edx
    je .Ldone
    movb %sil, (%rdi)
    movb %sil, -1(%rdi, %rdx)
    shrl $1, %edx
    movb %sil, (%rdi, %rdx)
    ret

.Labove_64:
    leaq -64(%rdi, %rdx), %r8
    .p2align 4
.Lturn_64:
    movups %xmm0, (%rdi)
    movups %xmm0, 16(%rdi)
    movups %xmm0, 32(%rdi)
    movups %xmm0, 48(%rdi)
    addq $64, %rdi
    cmpq %r8, %rdi
    jb .Lturn_64
    movups %xmm0, (%r8)
    movups %xmm0, 16(%r8)
    movups %xmm0, 32(%r8)
    movups %xmm0, 48(%r8)
    ret
    .size memset, . - memset

    .section .note.GNU-stack, "", @progbits

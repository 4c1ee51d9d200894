/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * int memcmp(const void *a, const void *b, size_t n)
 *
 * 16 bytes a turn; the last turn overlaps the one before. Reads nothing outside
 * the two areas.
 */
    .section .text.memcmp, "ax", @progbits
    .globl memcmp
    .type memcmp, @function
    .p2align 4
memcmp:
    cmpq $16, %rdx
    jb .Lbelow_16
    xorl %r8d, %r8d
    subq $16, %rdx /* offset of the last turn */
.Lturn_16:
    cmpq %rdx, %r8
    cmovaq %rdx, %r8
    movups (%rdi, %r8), %xmm0
    movups (%rsi, %r8), %xmm1
    pcmpeqb %xmm1, %xmm0
    pmovmskb %xmm0, %ecx
    xorl $0xffff, %ecx
    jne .Ldiffer_16
    cmpq %rdx, %r8
    leaq 16(%r8), %r8
    jne .Lturn_16
    xorl %eax, %eax
    ret

.Ldiffer_16:
    bsfl %ecx, %ecx
    addq %rcx, %r8
    movzbl (%rdi, %r8), %eax
    movzbl (%rsi, %r8), %ecx
    subl %ecx, %eax
    ret

.Lbelow_16:
    cmpl $8, %edx
    jb .Lbelow_8
    movq (%rdi), %rax
    movq (%rsi), %rcx
    cmpq %rcx, %rax
    jne .Ldiffer_8
    movq -8(%rdi, %rdx), %rax
    movq -8(%rsi, %rdx), %rcx
    cmpq %rcx, %rax
    jne .Ldiffer_8
    xorl %eax, %eax
    ret

/* The first byte in memory decides: it must become the highest. */
.Ldiffer_8:
    bswapq %rax
    bswapq %rcx
    cmpq %rcx, %rax
    sbbl %eax, %eax
    orl $1, %eax
    ret

.Lbelow_8:
    xorl %eax, %eax
    xorl %r8d, %r8d
.Lturn_1:
    cmpq %rdx, %r8
    je .Ldone
    movzbl (%rdi, %r8), %eax
    movzbl (%rsi, %r8), %ecx
    incq %r8
    subl %ecx, %eax
    je .Lturn_1
.Ldone:
    ret
    .size memcmp, . - memcmp

    .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * void *memcpy(void *to, const void *from, size_t n)
 * void *memmove(void *to, const void *from, size_t n)
 *
 * One function: the test for overlap costs three instructions, and only above
 * 64 bytes. Up to 64 bytes all is loaded before anything is stored. Above, 64
 * bytes a turn with unaligned 16-byte moves, which today's CPUs do at the speed
 * of aligned ones, and which cost an emulator 11 instructions a turn (`rep
 * movs` counts one instruction for each piece that it moves).
 *
 * Returns (to). Uses rcx, rdx, rsi, r8, r9, xmm0 to xmm7.
 */
    .section .text.memcpy, "ax", @progbits
    .globl memcpy
    .globl memmove
    .type memcpy, @function
    .type memmove, @function
    .p2align 4
memmove:
memcpy:
    movq %rdi, %rax
    cmpq $16, %rdx
    jb .Lbelow_16
    cmpq $32, %rdx
    ja .Labove_32
    movups (%rsi), %xmm0
    movups -16(%rsi, %rdx), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, -16(%rdi, %rdx)
    ret

.Lbelow_16:
    cmpl $8, %edx
    jb .Lbelow_8
    movq (%rsi), %rcx
    movq -8(%rsi, %rdx), %rsi
    movq %rcx, (%rdi)
    movq %rsi, -8(%rdi, %rdx)
    ret

.Lbelow_8:
    cmpl $4, %edx
    jb .Lbelow_4
    movl (%rsi), %ecx
    movl -4(%rsi, %rdx), %esi
    movl %ecx, (%rdi)
    movl %esi, -4(%rdi, %rdx)
    ret

.Lbelow_4:
    cmpl $1, %edx
    jb .Ldone
    movzbl (%rsi), %ecx
    je .Lone
    movzwl -2(%rsi, %rdx), %esi
    movw %si, -2(%rdi, %rdx)
.Lone:
    movb %cl, (%rdi)
.Ldone:
    ret

.Labove_32:
    cmpq $64, %rdx
    ja .Labove_64
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups -32(%rsi, %rdx), %xmm2
    movups -16(%rsi, %rdx), %xmm3
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, -32(%rdi, %rdx)
    movups %xmm3, -16(%rdi, %rdx)
    ret

.Labove_64:
    movq %rdi, %rcx
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jb .Lbackward /* (to) lies inside what is to be read */

    /* The last 64 bytes are loaded first: the loop may overwrite them. */
    movups -64(%rsi, %rdx), %xmm4
    movups -48(%rsi, %rdx), %xmm5
    movups -32(%rsi, %rdx), %xmm6
    movups -16(%rsi, %rdx), %xmm7
    leaq -64(%rdi, %rdx), %r8
    subq %rdi, %rsi /* from is to + rsi */
    .p2align 4
.Lforward_64:
    movups (%rdi, %rsi), %xmm0
    movups 16(%rdi, %rsi), %xmm1
    movups 32(%rdi, %rsi), %xmm2
    movups 48(%rdi, %rsi), %xmm3
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, 32(%rdi)
    movups %xmm3, 48(%rdi)
    addq $64, %rdi
    cmpq %r8, %rdi
    jb .Lforward_64
    movups %xmm4, (%r8)
    movups %xmm5, 16(%r8)
    movups %xmm6, 32(%r8)
    movups %xmm7, 48(%r8)
    ret

.Lbackward:
    movups (%rsi), %xmm4
    movups 16(%rsi), %xmm5
    movups 32(%rsi), %xmm6
    movups 48(%rsi), %xmm7
    .p2align 4
.Lbackward_64:
    movups -16(%rsi, %rdx), %xmm0
    movups -32(%rsi, %rdx), %xmm1
    movups -48(%rsi, %rdx), %xmm2
    movups -64(%rsi, %rdx), %xmm3
    movups %xmm0, -16(%rdi, %rdx)
    movups %xmm1, -32(%rdi, %rdx)
    movups %xmm2, -48(%rdi, %rdx)
    movups %xmm3, -64(%rdi, %rdx)
    subq $64, %rdx
    cmpq $64, %rdx
    ja .Lbackward_64
    movups %xmm4, (%rdi)
    movups %xmm5, 16(%rdi)
    movups %xmm6, 32(%rdi)
    movups %xmm7, 48(%rdi)
    ret
    .size memmove, . - memmove
    .size memcpy, . - memcpy

    .section .note.GNU-stack, "", @progbits

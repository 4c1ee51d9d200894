/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Xen calls with rcx and r11 on the stack, which the instruction that brought
 * it back destroyed, and under them what the CPU would have pushed.
 * Spec: Xen, xen/include/public/arch-x86/xen-x86_64.h, struct iret_context.
 */
    .section .text.xenplat_pv_trap_stubs, "ax", @progbits
    .globl xenplat_pv_trap_stubs
    .hidden xenplat_pv_trap_stubs
    .type xenplat_pv_trap_stubs, @function
    .p2align 3
xenplat_pv_trap_stubs:
    .set vector, 0
    .rept 20
    popq %rcx
    popq %r11
    .byte 0xe9 /* jmp, always of five bytes */
    .long uc_x86_trap_stubs + 8 * vector - (. + 4)
    .set vector, vector + 1
    .endr
    .size xenplat_pv_trap_stubs, . - xenplat_pv_trap_stubs

    .section .note.GNU-stack, "", @progbits

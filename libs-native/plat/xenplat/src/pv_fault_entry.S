/* SPDX-License-Identifier: BSD-3-Clause */

/* As in pv_trap_entry.S, for page faults where code goes on after them. */
    .section .text.xenplat_pv_fault_entry, "ax", @progbits
    .globl xenplat_pv_fault_entry
    .hidden xenplat_pv_fault_entry
    .type xenplat_pv_fault_entry, @function
xenplat_pv_fault_entry:
    popq %rcx
    popq %r11
    jmp uc_x86_fault_entry
    .size xenplat_pv_fault_entry, . - xenplat_pv_fault_entry

    .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stands for an image of platform kvm: a PVH guest that prints its command line on the serial port, then a
 * backtrace of one frame (OFFSET), and ends with the status that its last character says; `w` waits, `r` resets by a triple fault.
 */
    .section .note.pvh, "a", @note
    .long 4, 4, 18
    .asciz "Xen"
    .long _start

    .text
    .code32
    .globl _start
_start:
    movl 24(%ebx), %esi         /* hvm_start_info.cmdline_paddr, low half */
    call print
    movl %esi, %ebp
    movl $newline, %esi
    call print
    movzbl -2(%ebp), %eax
    cmpb $'w', %al
    je wait
    cmpb $'r', %al
    je reset
    pushl %eax
    movl $trace, %esi
    call print
    popl %eax
    .globl leave_with_status
leave_with_status:
    subl $'0', %eax
    outl %eax, $0xf4
wait:
    movl $ready, %esi
    call print
1:  hlt
    jmp 1b
reset:
    lidt empty
    int3

/* Prints the string at %esi; leaves %esi behind its zero. */
print:
    movw $0x3f8, %dx
1:  lodsb
    testb %al, %al
    jz 2f
    outb %al, %dx
    jmp 1b
2:  ret

    .data
newline: .asciz "\n"
ready: .asciz "ready to serve\n"
trace: .asciz "  at +0x" OFFSET "\n"
empty: .word 0
    .long 0

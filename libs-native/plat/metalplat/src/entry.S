/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Where multiboot starts the image: 32-bit protected mode, flat segments,
 * paging off, eax = magic, ebx = physical address of the information, no stack;
 * the image at METALPLAT_LOW, its bss zero. UEFI starts it in src/efi.c.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/long_mode.h>
#include <uc/arch/x86_64/paging.h>

#include "head.h"

/* Physical address of (symbol); the linker sees a relative relocation. */
#define PHYSICAL(symbol) (symbol - metalplat_entry + METALPLAT_ENTRY)

    .section .text.metalplat_entry, "ax", @progbits
    .globl metalplat_entry
    .hidden metalplat_entry
    .type metalplat_entry, @function
    .code32
metalplat_entry:
    cld
    cli
    movl %eax, %ebp
    movl %ebx, %edi

    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb .Lno_long_mode
    movl $0x80000001, %eax
    cpuid
    btl $29, %edx
    jnc .Lno_long_mode

    /* The first GiB in pages of 2 MiB; metalplat_take_over replaces them. */
    movl $(PHYSICAL(metalplat_low_tables) + 0x1000 + UC_X86_TABLE), %eax
    movl %eax, PHYSICAL(metalplat_low_tables)
    movl $(PHYSICAL(metalplat_low_tables) + 0x2000 + UC_X86_TABLE), %eax
    movl %eax, PHYSICAL(metalplat_low_tables) + 0x1000
    movl $(UC_X86_TABLE | UC_X86_PTE_PS), %eax
    movl $PHYSICAL(metalplat_low_tables) + 0x2000, %esi
    movl $UC_X86_TABLE_ENTRIES, %ecx
.Lnext_page:
    movl %eax, (%esi)
    addl $8, %esi
    addl $0x200000, %eax
    decl %ecx
    jne .Lnext_page

    uc_x86_enter_long_mode PHYSICAL(metalplat_low_tables), PHYSICAL(.Lgdt_pointer), \
        PHYSICAL(.Llong_mode)

    .code64
.Llong_mode:
    movl $UC_X86_DATA, %eax
    movl %eax, %ss
    movl %eax, %ds
    movl %eax, %es
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    leaq __metalplat_stack_top(%rip), %rsp
    movl %edi, %esi
    movl %ebp, %edi
    xorl %ebp, %ebp
    callq metalplat_start_multiboot
    ud2

    .code32
.Lno_long_mode:
    movl $PHYSICAL(.Lneeds_64), %esi
    movw $0x3f8, %dx
.Lnext_char:
    lodsb
    testb %al, %al
    je .Lstop
    outb %al, %dx
    jmp .Lnext_char
.Lstop:
    movl $127, %eax
    outl %eax, $0xf4 /* isa-debug-exit, where there is one */
1:  hlt
    jmp 1b

    .p2align 3
.Lgdt:
    .quad 0
    .quad UC_X86_GDT_CODE32
    .quad UC_X86_GDT_CODE
    .quad UC_X86_GDT_DATA
.Lgdt_pointer:
    .word . - .Lgdt - 1
    .long PHYSICAL(.Lgdt)
.Lneeds_64:
    .asciz "unicore: this image needs a 64-bit CPU\n"
    .size metalplat_entry, . - metalplat_entry

/* rdi = CR3, rsi = how far up this code goes on. */
    .section .text.metalplat_switch, "ax", @progbits
    .globl metalplat_switch
    .hidden metalplat_switch
    .type metalplat_switch, @function
    .code64
metalplat_switch:
    movq %rdi, %cr3
    leaq .Lhigh(%rip), %rax
    addq %rsi, %rax
    jmpq *%rax
.Lhigh:
    leaq __metalplat_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    callq metalplat_run
    ud2
    .size metalplat_switch, . - metalplat_switch

/* Returns with the code segment of the GDT that was just loaded. */
    .section .text.metalplat_set_code, "ax", @progbits
    .globl metalplat_set_code
    .hidden metalplat_set_code
    .type metalplat_set_code, @function
metalplat_set_code:
    popq %rax
    pushq $UC_X86_CODE
    pushq %rax
    lretq
    .size metalplat_set_code, . - metalplat_set_code

    .section .bss..uc_pages.low_tables, "aw", @nobits
    .p2align 12
    .type metalplat_low_tables, @object
metalplat_low_tables:
    .skip 3 * 4096
    .size metalplat_low_tables, 3 * 4096

    .section .note.GNU-stack, "", @progbits

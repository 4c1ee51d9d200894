/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Where the VMM starts the image: 32-bit protected mode, flat segments, paging
 * off, ebx = physical address of struct hvm_start_info, no stack.
 * Spec: Xen, docs/misc/pvh.pandoc ("x86/HVM direct boot ABI").
 *
 * Memory of the image that the file does not fill is zero: every ELF loader
 * sees to it.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/long_mode.h>
#include <uc/arch/x86_64/paging.h>
#include <uc/arch/x86_64/pvh.h>

#include "layout.h"

/* Physical address of (symbol); the linker sees a relative relocation. */
#define PHYSICAL(symbol) (symbol - kvmplat_entry + KVMPLAT_LOAD)

#define PML4_INDEX ((UC_PC_BASE >> UC_X86_PML4_SHIFT) & 511)

    .section .note.Xen, "a", @note
    .p2align 2
    .long 4
    .long 8
    .long 18 /* XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .quad KVMPLAT_LOAD /* the linker script puts the entry first */

    .section .text.kvmplat_entry, "ax", @progbits
    .globl kvmplat_entry
    .hidden kvmplat_entry
    .type kvmplat_entry, @function
    .code32
kvmplat_entry:
    cld
    cli

    /*
     * Does memory hold the image? esi walks the memory map, eax is where the
     * memory at the load address ends, in KiB.
     */
    movl UC_X86_PVH_MEMMAP(%ebx), %esi
    movl UC_X86_PVH_MEMMAP_ENTRIES(%ebx), %ecx
    xorl %eax, %eax
    cmpl $UC_X86_PVH_MAGIC, (%ebx)
    jne .Ltoo_small
    cmpl $0, UC_X86_PVH_VERSION(%ebx)
    je .Ltoo_small /* version 0 has no memory map */
    testl %ecx, %ecx
    je .Ltoo_small
.Lnext_region:
    cmpl $UC_X86_PVH_MEMMAP_RAM, 16(%esi)
    jne .Lskip_region
    cmpl $0, 4(%esi)
    jne .Lskip_region
    cmpl $KVMPLAT_LOAD, 0(%esi)
    ja .Lskip_region
    movl 0(%esi), %eax
    movl 12(%esi), %edx
    addl 8(%esi), %eax
    adcl $0, %edx
    shrdl $10, %edx, %eax /* wraps at 4 TiB */
    cmpl $(KVMPLAT_LOAD >> 10), %eax
    ja .Lcheck_size
.Lskip_region:
    addl $UC_X86_PVH_MEMMAP_ENTRY_BYTES, %esi
    decl %ecx
    jne .Lnext_region
    jmp .Ltoo_small
.Lcheck_size:
    movl $(PHYSICAL(__kvmplat_end) + 1023), %edx
    shrl $10, %edx
    cmpl %edx, %eax
    jb .Ltoo_small

    /*
     * Tables for the start: the first 2 MiB pages, as far as the image goes, at
     * 0 and at UC_PC_BASE. kvmplat_protect replaces them.
     */
    movl $(PHYSICAL(kvmplat_pdpt) + UC_X86_TABLE), %eax
    movl %eax, PHYSICAL(uc_pc_pml4)
    movl %eax, PHYSICAL(uc_pc_pml4) + PML4_INDEX * 8
    movl $(PHYSICAL(kvmplat_pd) + UC_X86_TABLE), PHYSICAL(kvmplat_pdpt)
    movl $(UC_X86_TABLE | UC_X86_PTE_PS), %eax
    movl $PHYSICAL(kvmplat_pd), %edi
.Lnext_page:
    movl %eax, (%edi)
    addl $8, %edi
    addl $0x200000, %eax
    cmpl $PHYSICAL(__kvmplat_end), %eax
    jb .Lnext_page

    uc_x86_enter_long_mode PHYSICAL(uc_pc_pml4), PHYSICAL(.Lgdt_pointer), \
        PHYSICAL(.Llong_mode)

    .code64
.Llong_mode:
    movabsq $(UC_PC_BASE + PHYSICAL(.Lhigh)), %rax
    jmpq *%rax
.Lhigh:
    movl $UC_X86_DATA, %eax
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    leaq __kvmplat_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    movl %ebx, %edi
    callq kvmplat_start
    ud2

    .p2align 3
.Lgdt:
    .quad 0
    .quad UC_X86_GDT_CODE32
    .quad UC_X86_GDT_CODE
    .quad UC_X86_GDT_DATA
.Lgdt_pointer:
    .word . - .Lgdt - 1
    .long PHYSICAL(.Lgdt)

/*
 * "needs at least N KiB of memory, has M KiB": eax is M. N is rounded up to the
 * 8 KiB that VMMs deal in. No stack: edi holds the way back.
 */
    .code32
.Ltoo_small:
    movl %eax, %ebp
    movl $PHYSICAL(.Lneeds), %esi
    movl $PHYSICAL(1f), %edi
    jmp .Lprint_text
1:  movl $(PHYSICAL(__kvmplat_end) + 8191), %eax
    shrl $13, %eax
    shll $3, %eax
    movl $PHYSICAL(1f), %edi
    jmp .Lprint_number
1:  movl $PHYSICAL(.Lhas), %esi
    movl $PHYSICAL(1f), %edi
    jmp .Lprint_text
1:  movl %ebp, %eax
    movl $PHYSICAL(1f), %edi
    jmp .Lprint_number
1:  movl $PHYSICAL(.Lkib), %esi
    movl $PHYSICAL(1f), %edi
    jmp .Lprint_text
1:  movl $127, %eax
    outl %eax, $0xf4 /* isa-debug-exit, where there is one */
    movb $0xfe, %al
    outb %al, $0x64 /* reset by the keyboard controller */
    lidt PHYSICAL(.Lno_idt)
    int3 /* no gate: triple fault */

.Lprint_text:
    movw $0x3f8, %dx
.Lnext_char:
    lodsb
    testb %al, %al
    je .Lprinted
    outb %al, %dx
    jmp .Lnext_char
.Lprinted:
    jmp *%edi

/* Decimal: divides by falling powers of ten and skips leading zeros. */
.Lprint_number:
    movl $1000000000, %ecx
    xorl %esi, %esi
.Lnext_digit:
    xorl %edx, %edx
    divl %ecx
    movl %edx, %ebx
    orl %eax, %esi
    jne .Lprint_digit
    cmpl $1, %ecx
    jne .Lskip_digit
.Lprint_digit:
    addl $'0', %eax
    movw $0x3f8, %dx
    outb %al, %dx
.Lskip_digit:
    movl %ecx, %eax
    xorl %edx, %edx
    movl $10, %ecx
    divl %ecx
    movl %eax, %ecx
    movl %ebx, %eax
    testl %ecx, %ecx
    jne .Lnext_digit
    jmp *%edi

.Lneeds:
    .asciz "unicore: needs at least "
.Lhas:
    .asciz " KiB of memory, has "
.Lkib:
    .asciz " KiB\n"
.Lno_idt:
    .word 0
    .long 0
    .size kvmplat_entry, . - kvmplat_entry

    .section .note.GNU-stack, "", @progbits

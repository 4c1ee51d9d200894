/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * Both ways in. PV: 64-bit, paging on, rsi = virtual address of struct
 * start_info. PVH: 32-bit protected mode, paging off, ebx = physical address of
 * struct hvm_start_info, no stack.
 * Spec: Xen, xen/include/public/{elfnote,xen}.h; docs/misc/pvh.pandoc.
 *
 * Memory of the image that the file does not fill is zero: the domain builder
 * sees to it, and to there being enough of it.
 */
#include <uc/arch/x86_64/cpu.h>
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/long_mode.h>
#include <uc/arch/x86_64/paging.h>

#include "layout.h"

/* Physical address of (symbol); the linker sees a relative relocation. */
#define PHYSICAL(symbol) (symbol - xenplat_entry + XENPLAT_LOAD)

#define PML4_INDEX ((XENPLAT_BASE >> UC_X86_PML4_SHIFT) & 511)
#define PD_INDEX   ((XENPLAT_BASE >> UC_X86_PD_SHIFT) & 511)

    .macro note_number type, value:vararg
    .p2align 2
    .long 4, 8, \type
    .asciz "Xen"
    .quad \value
    .endm

    .macro note_text type, text
    .p2align 2
    .long 4, 2f - 1f, \type
    .asciz "Xen"
1:  .asciz "\text"
2:
    .endm

    .section .note.Xen, "a", @note
    note_number 1, XENPLAT_BASE + XENPLAT_LOAD /* ENTRY, first in the file */
    note_number 3, XENPLAT_BASE /* VIRT_BASE */
    note_number 4, 0 /* PADDR_OFFSET */
    note_text 5, "xen-3.0" /* XEN_VERSION: of the interface */
    note_text 8, "generic" /* LOADER */
    note_text 9, "yes" /* PAE_MODE */
    note_number 14, 1 /* SUSPEND_CANCEL: a suspension may come to nothing */
    note_number 18, xenplat_pvh_entry - xenplat_entry + XENPLAT_LOAD
    .p2align 2
    .long 4, 16, 13 /* L1_MFN_VALID: mask and value of valid entries */
    .asciz "Xen"
    .quad UC_X86_PTE_P, UC_X86_PTE_P

    .section .text.xenplat_entry, "ax", @progbits
    .globl xenplat_entry
    .hidden xenplat_entry
    .type xenplat_entry, @function
    .code64
xenplat_entry:
    cld
    leaq __xenplat_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    movq %rsi, %rdi
    callq xenplat_pv_start
    ud2
    .size xenplat_entry, . - xenplat_entry

    .type xenplat_pvh_entry, @function
    .code32
xenplat_pvh_entry:
    cld
    cli

    /*
     * Quirk: Xen tells a PVH guest the date only when the guest's mode, as seen
     * at a request that "drivers make first", turns from 32 to 64 bits. So here
     * is such a request, for the page of hypercall stubs, which is laid where
     * the shared info page will cover it; xenplat_pvh_start makes the second.
     * Spec: Xen, xen/arch/x86/hvm/hvm.c, hvm_latch_shinfo_size().
     */
    movl %ebx, %esi
    movl $0x40000000, %eax
    cpuid
    cmpl $0x566e6558, %ebx /* "XenV" */
    jne .Lno_stubs
    movl $0x40000002, %eax
    cpuid
    movl %ebx, %ecx /* the register for it */
    movl $PHYSICAL(xenplat_shared_info), %eax
    xorl %edx, %edx
    wrmsr
.Lno_stubs:
    movl %esi, %ebx

    /*
     * Tables for the start: pages of 2 MiB, as far as the image goes, and the
     * first of them once more at 0. xenplat_pvh_protect replaces them.
     */
    movl $(PHYSICAL(xenplat_pdpt) + UC_X86_TABLE), %eax
    movl %eax, PHYSICAL(xenplat_pml4)
    movl %eax, PHYSICAL(xenplat_pml4) + PML4_INDEX * 8
    movl $(PHYSICAL(xenplat_pd) + UC_X86_TABLE), PHYSICAL(xenplat_pdpt)
    movl $(UC_X86_TABLE | UC_X86_PTE_PS), %eax
    movl %eax, PHYSICAL(xenplat_pd)
    movl $(PHYSICAL(xenplat_pd) + PD_INDEX * 8), %edi
.Lnext_page:
    movl %eax, (%edi)
    addl $8, %edi
    addl $0x200000, %eax
    cmpl $PHYSICAL(__xenplat_end), %eax
    jb .Lnext_page

    uc_x86_enter_long_mode PHYSICAL(xenplat_pml4), PHYSICAL(.Lgdt_pointer), \
        PHYSICAL(.Llong_mode)

    .code64
.Llong_mode:
    movabsq $(XENPLAT_BASE + PHYSICAL(.Lhigh)), %rax
    jmpq *%rax
.Lhigh:
    movl $UC_X86_DATA, %eax
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    leaq __xenplat_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    movl %ebx, %edi
    callq xenplat_pvh_start
    ud2
    .size xenplat_pvh_entry, . - xenplat_pvh_entry

    .p2align 3
.Lgdt:
    .quad 0
    .quad UC_X86_GDT_CODE32
    .quad UC_X86_GDT_CODE
    .quad UC_X86_GDT_DATA
.Lgdt_pointer:
    .word . - .Lgdt - 1
    .long PHYSICAL(.Lgdt)

    .section .note.GNU-stack, "", @progbits

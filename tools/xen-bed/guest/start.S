/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of the test bed's own guest: one ELF that Xen starts as a PV and as a PVH guest. */

.macro note type, value:vararg
    .pushsection .note.Xen, "a", @note
    .balign 4
    .long 4, 8f - 7f, \type
    .asciz "Xen"
7:  \value
8:  .balign 4
    .popsection
.endm

/* Spec: Xen, public/elfnote.h */
    note 6, .asciz "xen-bed"        /* GUEST_OS */
    note 5, .asciz "xen-3.0"        /* XEN_VERSION */
    note 8, .asciz "generic"        /* LOADER: PV guests of other systems than Linux say so */
    note 9, .asciz "yes"            /* PAE_MODE */
    note 3, .quad 0                 /* VIRT_BASE: virtual is pseudo-physical */
    note 4, .quad 0                 /* PADDR_OFFSET */
    note 1, .quad pv_start          /* ENTRY */
    note 2, .quad hypercall_page    /* HYPERCALL_PAGE: Xen fills it in a PV guest */
    note 18, .long pvh_start        /* PHYS32_ENTRY */

    .text
    .balign 4096
    .globl hypercall_page
hypercall_page:
    .skip 4096, 0x90

    .code64
    .globl pv_start
pv_start:                           /* %rsi: start_info */
    lea stack_end(%rip), %rsp
    mov %rsi, %rdi
    call pv_main
    ud2

    .code32
pvh_start:                          /* %ebx: hvm_start_info; paging is off */
    mov $stack_end, %esp
    /* Four directories of 2 MiB pages map 4 GiB: the console is right below that. */
    mov $directories, %edi
    mov $0x83, %eax
1:  mov %eax, (%edi)
    add $8, %edi
    add $0x200000, %eax
    jnc 1b
    mov $pointers, %edi
    mov $directories + 3, %eax
2:  mov %eax, (%edi)
    add $8, %edi
    add $4096, %eax
    cmp $pointers + 32, %edi
    jne 2b
    movl $pointers + 3, top
    mov $top, %eax
    mov %eax, %cr3
    mov %cr4, %eax
    or $0x620, %eax                 /* PAE, SSE */
    mov %eax, %cr4
    mov $0xc0000080, %ecx           /* EFER */
    rdmsr
    or $0x100, %eax                 /* long mode */
    wrmsr
    mov %cr0, %eax
    or $0x80000000, %eax
    mov %eax, %cr0
    lgdt descriptor
    ljmp $8, $3f
    .code64
3:  mov $16, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %ss
    mov %ebx, %edi
    call pvh_main
    ud2

    .section .rodata
    .balign 8
table:
    .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
descriptor:
    .word 23
    .quad table

    .bss
    .balign 4096
top:
    .skip 4096
pointers:
    .skip 4096
directories:
    .skip 4 * 4096
    .skip 8192
stack_end:

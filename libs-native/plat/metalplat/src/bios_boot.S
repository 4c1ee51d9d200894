/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * The loader that the packer puts in front of a disk, or into the boot record
 * of an ISO image: what a BIOS starts. It reads the image, which lies in one
 * piece, to METALPLAT_LOW and starts it as a multiboot kernel.
 *
 * It is raw code at 0x7c00 without relocations. A disk's first sector is all
 * that the BIOS reads of a disk, so it begins with reading the others; of an
 * ISO image it reads all. Memory:
 *
 *   0x0600  multiboot information, 0x0700 its module
 *   0x1000  memory map
 *   0x7c00  this code, the stack below
 *   0x10000 what is read before it goes up
 *
 * Spec: Phoenix Enhanced Disk Drive 3.0 (INT 13h extensions); ACPI 6.4, 15.1
 * (INT 15h E820h); El Torito 1.0.
 */
#include "head.h"
#include "multiboot.h"

#define AT(label)   (label - start + 0x7c00)
#define INFO        0x0600
#define MODULE      0x0700
#define MAP         0x1000
#define MAP_END     0x6000
#define REGION      24 /* multiboot: its size in front of 20 bytes */
#define CHUNK       0x8000
#define CHUNK_SEG   0x1000
#define CHUNK_AT    0x10000
#define SECTORS     4 /* of 512 bytes, that this loader is long */
#define SMAP        0x534d4150
#define CODE32      0x08
#define DATA32      0x10

    .section .uc_bios_boot, "", @progbits
    .code16
start:
    cli
    cld
    xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movw $0x7c00, %sp
    ljmpw $0, $AT(.Lsegments_set)
.Lsegments_set:
    sti
    movb %dl, AT(.Ldrive)
    cmpb $0, AT(.Lwhole)
    jne loaded

    /* The rest of this loader. */
    movb $0x41, %ah
    movw $0x55aa, %bx
    int $0x13
    movw $AT(.Lno_extensions), %si
    jc fail
    cmpw $0xaa55, %bx
    jne fail
    movw $(SECTORS - 1), AT(.Lpacket_sectors)
    movw $0x7e00, AT(.Lpacket_offset)
    movw $0, AT(.Lpacket_segment)
    movl $1, AT(.Lpacket_lba)
    call read
    jmp loaded

/* Reads what .Lpacket says; tries again, as drives that spin up want it. */
read:
    movw $5, %di
1:  movb $0x42, %ah
    movb AT(.Ldrive), %dl
    movw $AT(.Lpacket), %si
    pushw %di
    int $0x13
    popw %di
    jnc 2f
    xorw %ax, %ax
    movb AT(.Ldrive), %dl
    int $0x13
    decw %di
    jne 1b
    movw $AT(.Lno_read), %si
    jmp fail
2:  ret

/* Writes the text at si to the screen and the first serial port; stops, or
 * ends QEMU where that has isa-debug-exit. */
fail:
    lodsb
    testb %al, %al
    je .Lstop
    movw $0x3f8, %dx
    outb %al, %dx
    movb $0x0e, %ah
    movw $7, %bx
    int $0x10
    jmp fail
.Lstop:
    movw $0xf4, %dx
    movl $127, %eax
    outl %eax, %dx
1:  hlt
    jmp 1b

.Lno_extensions:
    .asciz "unicore: the BIOS cannot read this disk by block address\r\n"
.Lno_read:
    .asciz "unicore: the disk cannot be read\r\n"

    .p2align 2
.Lpacket:
    .byte 16, 0
.Lpacket_sectors:
    .word 0
.Lpacket_offset:
    .word 0
.Lpacket_segment:
    .word 0
.Lpacket_lba:
    .long 0, 0
.Ldrive:
    .byte 0

    /* What the packer fills in; its offset is known to it. */
    .org start + 0x1a0
.Lpayload_lba:
    .long 0 /* of the image, in sectors of this medium */
.Lpayload_bytes:
    .long 0 /* whole sectors */
.Lsector_shift:
    .byte 9
.Lwhole:
    .byte 0 /* the BIOS has read all of this loader */
    .org start + 0x1b8 /* disk signature, partitions */
    .org start + 0x1fe
    .word 0xaa55

loaded:
    call enable_a20
    call read_memory_map
    movl AT(.Lpayload_lba), %eax
    movl %eax, AT(.Lpacket_lba)
    movw $0, AT(.Lpacket_offset)
    movw $CHUNK_SEG, AT(.Lpacket_segment)

    /* The first chunk tells how long the image is, and what it needs. */
    movl $METALPLAT_LOW, AT(.Ldestination)
    movl AT(.Lpayload_bytes), %ebp
    movl $METALPLAT_LOW, %eax
    call check_memory
    call copy_chunk
    movw $CHUNK_SEG, %ax
    movw %ax, %fs
    movw $AT(.Lno_image), %si
    cmpl $METALPLAT_HEAD_MAGIC, %fs:METALPLAT_HEAD
    jne fail
    movl %fs:(METALPLAT_HEAD + METALPLAT_HEAD_FILE_BYTES), %ebx
    movl %fs:(METALPLAT_HEAD + METALPLAT_HEAD_MEMORY_BYTES), %eax
    movl %eax, AT(.Lmemory_bytes)
    movl %fs:(METALPLAT_HEAD + METALPLAT_HEAD_INITRD), %eax
    movl %eax, AT(.Linitrd)
    movl %fs:(METALPLAT_HEAD + METALPLAT_HEAD_INITRD_BYTES), %ecx
    movl %ecx, AT(.Linitrd_bytes)
    movl %fs:(METALPLAT_HEAD + METALPLAT_HEAD_COMMAND_LINE), %edx
    addl $METALPLAT_LOW, %edx
    movl %edx, AT(.Lcommand_line)
    addl %ecx, %eax
    cmpl AT(.Lmemory_bytes), %eax
    jae 1f
    movl AT(.Lmemory_bytes), %eax
1:  addl $METALPLAT_LOW, %eax
    call check_memory
    movl %ebx, AT(.Lfile_bytes)
.Lnext_chunk:
    testl %ebp, %ebp
    je .Lall_read
    call copy_chunk
    jmp .Lnext_chunk

.Lall_read:
    /* The initrd follows the image in the file, and its bss in memory. */
    movl AT(.Linitrd_bytes), %ecx
    testl %ecx, %ecx
    je .Lclear
    movl AT(.Lpayload_bytes), %esi
    subl AT(.Lfile_bytes), %esi
    movl %esi, %ecx /* with the padding of the last sector */
    movl $METALPLAT_LOW, %esi
    addl AT(.Lfile_bytes), %esi
    movl $METALPLAT_LOW, %edi
    addl AT(.Linitrd), %edi
    call copy_down
.Lclear:
    movl $METALPLAT_LOW, %edi
    addl AT(.Lfile_bytes), %edi
    movl AT(.Lmemory_bytes), %ecx
    subl AT(.Lfile_bytes), %ecx
    call clear

    /* Multiboot information. */
    movl $(MULTIBOOT_COMMAND_LINE | MULTIBOOT_MEMORY_MAP), INFO
    movl AT(.Lcommand_line), %eax
    movl %eax, INFO + 16
    movl AT(.Linitrd_bytes), %ecx
    testl %ecx, %ecx
    je 1f
    orl $MULTIBOOT_MODULES, INFO
    movl $1, INFO + 20
    movl $MODULE, INFO + 24
    movl $METALPLAT_LOW, %eax
    addl AT(.Linitrd), %eax
    movl %eax, MODULE
    addl %ecx, %eax
    movl %eax, MODULE + 4
1:  movl AT(.Lmap_bytes), %eax
    movl %eax, INFO + 44
    movl $MAP, INFO + 48
    cli
    lgdtl AT(.Lgdt_pointer)
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmpl $CODE32, $AT(.Lprotected)
    .code32
.Lprotected:
    movl $DATA32, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl %eax, %fs
    movl %eax, %gs
    movl $MULTIBOOT_MAGIC, %eax
    movl $INFO, %ebx
    movl $METALPLAT_ENTRY, %ecx
    jmpl *%ecx
    .code16

/*
 * Reads the next chunk of the (ebp) bytes that are left, and copies it to
 * .Ldestination; both move on.
 */
copy_chunk:
    movl $CHUNK, %eax
    cmpl %ebp, %eax
    jbe 1f
    movl %ebp, %eax
1:  movl %eax, AT(.Lchunk_bytes)
    movb AT(.Lsector_shift), %cl
    shrl %cl, %eax
    movw %ax, AT(.Lpacket_sectors)
    pushl %eax
    call read
    popl %eax
    addl %eax, AT(.Lpacket_lba)
    movl AT(.Lchunk_bytes), %ecx
    subl %ecx, %ebp
    movl $CHUNK_AT, %esi
    movl AT(.Ldestination), %edi
    addl %ecx, AT(.Ldestination)
    /* fall through */

/* Copies (ecx) bytes, a multiple of 4, from (esi) to (edi). */
copy:
    call flat
    shrl $2, %ecx
    rep movsl (%esi), %es:(%edi)
    jmp unflat

/* The same from the end: they may overlap, the target behind. */
copy_down:
    call flat
    leal -4(%esi, %ecx), %esi
    leal -4(%edi, %ecx), %edi
    shrl $2, %ecx
    std
    rep movsl (%esi), %es:(%edi)
    cld
    jmp unflat

/* Zeroes (ecx) bytes, a multiple of 4, from (edi) on. */
clear:
    call flat
    shrl $2, %ecx
    xorl %eax, %eax
    rep stosl %eax, %es:(%edi)
    jmp unflat

/* Lets ds and es reach all 32 bits. The code segment stays one of real mode. */
flat:
    cli
    lgdtl AT(.Lgdt_pointer)
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    jmp 1f
1:  movw $DATA32, %ax
    movw %ax, %ds
    movw %ax, %es
    ret

unflat:
    movl %cr0, %eax
    andb $0xfe, %al
    movl %eax, %cr0
    jmp 1f
1:  xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %es
    sti
    ret

/* Address line 20: by the BIOS, and by port 0x92 where that did nothing. */
enable_a20:
    movw $0x2401, %ax
    int $0x15
    jnc 1f
    inb $0x92, %al
    orb $2, %al
    andb $0xfe, %al
    outb %al, $0x92
1:  ret

read_memory_map:
    movw $MAP, %di
    xorl %ebx, %ebx
1:  movl $20, (%di)
    addw $4, %di
    movl $0xe820, %eax
    movl $20, %ecx
    movl $SMAP, %edx
    int $0x15
    jc 2f
    cmpl $SMAP, %eax
    jne 2f
    addw $20, %di
    testl %ebx, %ebx
    je 3f
    cmpw $(MAP_END - REGION), %di
    jb 1b
    jmp 3f
2:  subw $4, %di /* past the last, or none at all */
3:  subw $MAP, %di
    movzwl %di, %edi
    movl %edi, AT(.Lmap_bytes)
    movw $AT(.Lno_map), %si
    je fail
    ret

/* Is there RAM from METALPLAT_LOW to (eax)? Keeps ebx, ebp. */
check_memory:
    movl AT(.Lmap_bytes), %ecx
    movw $MAP, %di
1:  cmpl $MULTIBOOT_RAM, 20(%di)
    jne 2f
    cmpl $0, 8(%di)
    jne 2f
    cmpl $METALPLAT_LOW, 4(%di)
    ja 2f
    movl 4(%di), %edx
    addl 12(%di), %edx
    jc 3f /* goes on beyond 4 GiB */
    cmpl $0, 16(%di)
    jne 3f
    cmpl %eax, %edx
    jae 3f
2:  addw $REGION, %di
    subl $REGION, %ecx
    ja 1b
    movw $AT(.Ltoo_small), %si
    jmp fail
3:  ret

.Lno_image:
    .asciz "unicore: the disk does not hold the image that it should\r\n"
.Lno_map:
    .asciz "unicore: the BIOS tells of no memory\r\n"
.Ltoo_small:
    .asciz "unicore: too little memory for this image\r\n"

    .p2align 3
.Lgdt:
    .quad 0
    .quad 0x00cf9b000000ffff
    .quad 0x00cf93000000ffff
.Lgdt_pointer:
    .word . - .Lgdt - 1
    .long AT(.Lgdt)
.Ldestination:
    .long 0
.Lchunk_bytes:
    .long 0
.Lmap_bytes:
    .long 0
.Lfile_bytes:
    .long 0
.Lmemory_bytes:
    .long 0
.Linitrd:
    .long 0
.Linitrd_bytes:
    .long 0
.Lcommand_line:
    .long 0
    .org start + SECTORS * 512

    .section .note.GNU-stack, "", @progbits

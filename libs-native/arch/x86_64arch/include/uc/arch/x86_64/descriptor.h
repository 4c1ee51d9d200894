/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_DESCRIPTOR_H
#define UC_ARCH_X86_64_DESCRIPTOR_H

/* GDT, TSS and IDT. Spec: Intel SDM volume 3, 3.4.5, 6.14, 7.7. */

/* Selectors, as Linux lays them out. */
#define UC_X86_CODE32 0x08
#define UC_X86_CODE   0x10
#define UC_X86_DATA   0x18
#define UC_X86_TSS    0x20 /* two entries wide */

/* Flat segments, the accessed bit set ahead: the CPU never writes the table. */
#define UC_X86_GDT_CODE32 0x00cf9b000000ffff
#define UC_X86_GDT_CODE   0x00af9b000000ffff
#define UC_X86_GDT_DATA   0x00cf93000000ffff

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <uc/compiler.h>

struct uc_x86_gdt {
    uint64_t entry[6];
};

struct UC_PACKED uc_x86_tss {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7]; /* ist[0] is IST 1 */
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map;
};

struct uc_x86_gate {
    uint16_t offset_low;
    uint16_t selector;
    uint8_t ist;
    uint8_t type;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

/*
 * Loads (gdt), filling in its entries, and the task register with (tss); the
 * data segments become null but SS. Context: boot.
 */
void uc_x86_gdt_load(struct uc_x86_gdt *gdt, struct uc_x86_tss *tss);

/* An interrupt gate on stack (ist), 0 for the current one. */
void uc_x86_gate_set(struct uc_x86_gate *gate, void (*entry)(void),
                     unsigned ist);

/*
 * Points vectors 0 to 31 of (idt) at stubs that fill a struct uc_trap_frame on
 * stack (ist) and call uc_x86_trap, which the platform provides.
 */
void uc_x86_idt_set_traps(struct uc_x86_gate *idt, unsigned ist);
void uc_x86_idt_load(const struct uc_x86_gate *idt, unsigned gates);

struct uc_trap_frame;

/* Provided by the platform. Context: interrupts off, on stack (ist). */
void uc_x86_trap(struct uc_trap_frame *frame);

/*
 * Another entry for page faults, with uc_x86_gate_set: uc_x86_trap may return
 * after it has brought the page, and the FPU's state is saved around it.
 */
void uc_x86_fault_entry(void);

/* Stubs of vectors 0 to 31, UC_X86_TRAP_STUB_BYTES apart. */
extern const char uc_x86_trap_stubs[];
#endif /* __ASSEMBLER__ */

#define UC_X86_TRAP_STUB_BYTES 8

#endif /* UC_ARCH_X86_64_DESCRIPTOR_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_CPU_H
#define KVMPLAT_CPU_H

#include <uc/arch/x86_64/descriptor.h>

enum {
    KVMPLAT_IST_TRAP = 1,
    KVMPLAT_IST_IRQ = 2,

    /* Vectors: 32 exceptions, 24 lines of the I/O APIC, two of our own. */
    KVMPLAT_VECTOR_IRQ = 32,
    KVMPLAT_VECTOR_TIMER = 56,
    KVMPLAT_VECTOR_SPURIOUS = 63, /* low four bits set, as old LAPICs need */
    KVMPLAT_IDT_GATES = 64,
};

extern struct uc_x86_gate kvmplat_idt[KVMPLAT_IDT_GATES];
extern struct uc_x86_tss kvmplat_tss;

#endif /* KVMPLAT_CPU_H */

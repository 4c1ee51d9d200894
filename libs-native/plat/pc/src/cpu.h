/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_CPU_H
#define PC_CPU_H

#include "vectors.h"

#include <uc/arch/x86_64/descriptor.h>

enum {
    PC_IST_TRAP = 1,
    PC_IST_IRQ = 2,
    PC_IST_FAULT = 3,
};

extern struct uc_x86_gate pc_idt[PC_IDT_GATES];
extern struct uc_x86_tss pc_tss;

#endif /* PC_CPU_H */

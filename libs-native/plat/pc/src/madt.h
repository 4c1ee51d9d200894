/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_MADT_H
#define PC_MADT_H

#include <uc/pc/acpi.h>
#include <uc/types.h>

enum {
    PC_IOAPICS_MAX = 8,
    PC_OVERRIDES_MAX = 16
};

/* An I/O APIC: lines from (first) on. */
struct pc_ioapic {
    uc_paddr_t base;
    uint32_t first;
};

/* An interrupt of the old bus that arrives at a line of another number. */
struct pc_override {
    uint32_t line;
    uint32_t flags; /* as pc_ioapic_route takes them */
    uint8_t irq;
};

struct pc_madt {
    unsigned ioapics_n;
    unsigned overrides_n;
    struct pc_ioapic ioapics[PC_IOAPICS_MAX];
    struct pc_override overrides[PC_OVERRIDES_MAX];
};

/* What the machine's table says; empty where there is none. */
const struct pc_madt *pc_madt(void);

/* Reads (table) into (*out), which is empty. */
void pc_madt_parse(const struct uc_pc_acpi_table *table, struct pc_madt *out);

#endif /* PC_MADT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_FADT_H
#define PC_FADT_H

#include <uc/pc/acpi.h>
#include <uc/types.h>

/* What the FADT says of power; a field of 0 is one that it does not tell. */
struct pc_fadt {
    uint16_t smi_command;
    uint8_t acpi_enable;
    uint16_t pm1a_control;
    uint16_t pm1b_control;
    uc_paddr_t dsdt;
    bool reset_by_memory; /* else by a port */
    uint64_t reset;
    uint8_t reset_value;
};

void pc_fadt_parse(const struct uc_pc_acpi_table *table, struct pc_fadt *out);

/*
 * Finds the package _S5_ in the byte code of (table): SLP_TYP of PM1a and PM1b.
 * Returns whether it is there.
 */
bool pc_find_s5(const struct uc_pc_acpi_table *table, uint8_t type[2]);

#endif /* PC_FADT_H */

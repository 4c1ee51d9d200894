/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_MCFG_H
#define PC_MCFG_H

#include <uc/pc/acpi.h>
#include <uc/types.h>

/* Configuration space in memory of PCI segment 0; (base) 0: there is none. */
struct pc_mcfg {
    uc_paddr_t base; /* of (first_bus) */
    uint8_t first_bus;
    uint8_t last_bus;
};

/* Reads (table) into (*out), which is empty. */
void pc_mcfg_parse(const struct uc_pc_acpi_table *table, struct pc_mcfg *out);

#endif /* PC_MCFG_H */

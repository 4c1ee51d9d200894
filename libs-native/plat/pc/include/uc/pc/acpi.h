/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PC_ACPI_H
#define UC_PC_ACPI_H

/*
 * What firmware tells in its ACPI tables. Tables are not to be trusted: each is
 * taken only if its length and checksum are right, and a walk through one never
 * leaves it. Context, all: boot or thread.
 *
 * Spec: ACPI 6.4, chapter 5.2.
 */
#include <uc/compiler.h>
#include <uc/types.h>

/* Physical address of the RSDP as the platform was told, 0 where it was not. */
extern uc_paddr_t uc_pc_rsdp;

/* Looks for the RSDP where a BIOS leaves it; 0 where there is none. */
uc_paddr_t uc_pc_find_rsdp(void);

/* Firmware aligns tables as it likes. */
struct UC_PACKED uc_pc_acpi_table {
    char signature[4];
    uint32_t bytes; /* with this header */
    uint8_t revision;
    uint8_t checksum;
    char oem[6];
    char oem_table[8];
    uint32_t oem_revision;
    uint32_t creator;
    uint32_t creator_revision;
};

/* The first valid table of (signature), four characters; NULL without one. */
const struct uc_pc_acpi_table *uc_pc_acpi_find(const char *signature);

/* The table at (pa), whatever its signature; NULL where it is broken. */
const struct uc_pc_acpi_table *uc_pc_acpi_table(uc_paddr_t pa);

/* Looks up what the next two need. */
void uc_pc_acpi_power_init(void);

/*
 * Switches the machine off (state S5). Returns, if at all, where ACPI does not
 * tell how. Context: any, interrupts off.
 */
void uc_pc_acpi_power_off(void);

/* Resets the machine by the register of the FADT. Returns as above. */
void uc_pc_acpi_reset(void);

/* The HPET that the tables describe as a counter; NULL without a sound one. */
const struct uc_pc_counter *uc_pc_hpet(void);

#endif /* UC_PC_ACPI_H */

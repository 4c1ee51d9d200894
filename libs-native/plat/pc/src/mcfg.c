/* SPDX-License-Identifier: BSD-3-Clause */
#include "mcfg.h"

/* Spec: PCI Firmware 3.2, 4.1.2 (MCFG table). */
enum {
    RANGES = sizeof(struct uc_pc_acpi_table) + 8,
    RANGE_BYTES = 16,
    SEGMENT = 8,
    FIRST_BUS = 10,
    LAST_BUS = 11,
};

#define PHYSICAL_END (UINT64_C(1) << 46)
#define BUS_BYTES    (UINT64_C(1) << 20)

void pc_mcfg_parse(const struct uc_pc_acpi_table *table, struct pc_mcfg *out)
{
    const uint8_t *mem = (const uint8_t *)table;
    size_t bytes = table->bytes;

    for (size_t at = RANGES; at + RANGE_BYTES <= bytes; at += RANGE_BYTES) {
        const uint8_t *entry = mem + at;
        uint64_t base;
        __builtin_memcpy(&base, entry, sizeof base);
        bool sound = base != 0 && base % BUS_BYTES == 0 &&
                     base < PHYSICAL_END - 256 * BUS_BYTES &&
                     entry[FIRST_BUS] <= entry[LAST_BUS];
        if (sound && entry[SEGMENT] == 0 && entry[SEGMENT + 1] == 0) {
            /* The base is that of bus 0, whatever the first is. */
            out->base = base + entry[FIRST_BUS] * BUS_BYTES;
            out->first_bus = entry[FIRST_BUS];
            out->last_bus = entry[LAST_BUS];
            return;
        }
    }
}

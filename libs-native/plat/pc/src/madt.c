/* SPDX-License-Identifier: BSD-3-Clause */
#include "madt.h"
#include "ioapic.h"

/* Spec: ACPI 6.4, 5.2.12 (Multiple APIC Description Table). */
enum {
    ENTRIES = sizeof(struct uc_pc_acpi_table) + 8,
    IOAPIC = 1,
    IOAPIC_BYTES = 12,
    OVERRIDE = 2,
    OVERRIDE_BYTES = 10,
    POLARITY = 3,
    POLARITY_LOW = 3,
    TRIGGER = 3 << 2,
    TRIGGER_LEVEL = 3 << 2,
};

static uint32_t word_at(const uint8_t *at)
{
    uint32_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
}

static void read_ioapic(const uint8_t *entry, struct pc_madt *out)
{
    if (out->ioapics_n < PC_IOAPICS_MAX && word_at(entry + 4) != 0) {
        out->ioapics[out->ioapics_n] =
            (struct pc_ioapic){word_at(entry + 4), word_at(entry + 8)};
        out->ioapics_n++;
    }
}

static void read_override(const uint8_t *entry, struct pc_madt *out)
{
    unsigned flags = entry[8];

    if (out->overrides_n < PC_OVERRIDES_MAX && entry[2] == 0) {
        out->overrides[out->overrides_n] = (struct pc_override){
            .line = word_at(entry + 4),
            .flags =
                ((flags & POLARITY) == POLARITY_LOW ? PC_IOAPIC_ACTIVE_LOW
                                                    : 0u) |
                ((flags & TRIGGER) == TRIGGER_LEVEL ? PC_IOAPIC_LEVEL : 0u),
            .irq = entry[3]};
        out->overrides_n++;
    }
}

void pc_madt_parse(const struct uc_pc_acpi_table *table, struct pc_madt *out)
{
    const uint8_t *mem = (const uint8_t *)table;
    size_t bytes = table->bytes;

    for (size_t at = ENTRIES; at + 2 <= bytes;) {
        const uint8_t *entry = mem + at;
        size_t length = entry[1];
        if (length < 2 || length > bytes - at) {
            return; /* broken: what was read so far counts */
        }
        if (entry[0] == IOAPIC && length >= IOAPIC_BYTES) {
            read_ioapic(entry, out);
        } else if (entry[0] == OVERRIDE && length >= OVERRIDE_BYTES) {
            read_override(entry, out);
        }
        at += length;
    }
}

const struct pc_madt *pc_madt(void)
{
    static struct pc_madt madt;
    static bool known;

    if (!known) {
        known = true;
        const struct uc_pc_acpi_table *table = uc_pc_acpi_find("APIC");
        if (table != NULL) {
            pc_madt_parse(table, &madt);
        }
    }
    return &madt;
}

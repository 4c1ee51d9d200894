/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/port.h>
#include <uc/barrier.h>
#include <uc/pc/acpi.h>
#include <uc/pc/pc.h>

#include "fadt.h"

/* Spec: ACPI 6.4, 4.8.3.2.1 (PM1 Control Registers). */
enum {
    PM1_SCI_ENABLE = 1 << 0,
    PM1_SLEEP_TYPE_SHIFT = 10,
    PM1_SLEEP_TYPE = 7 << PM1_SLEEP_TYPE_SHIFT,
    PM1_SLEEP_ENABLE = 1 << 13,
    PATIENCE = 1000000, /* port accesses take a microsecond on old machines */
};

static struct pc_fadt fadt;
static bool has_s5;
static uint8_t s5[2];
static volatile uint8_t *reset_register;

void uc_pc_acpi_power_init(void)
{
    const struct uc_pc_acpi_table *table = uc_pc_acpi_find("FACP");
    if (table == NULL) {
        return;
    }
    pc_fadt_parse(table, &fadt);
    const struct uc_pc_acpi_table *dsdt = uc_pc_acpi_table(fadt.dsdt);
    has_s5 = dsdt != NULL && pc_find_s5(dsdt, s5);
    if (fadt.reset != 0 && fadt.reset_by_memory &&
        fadt.reset < UINT64_C(1) << 46) {
        reset_register = uc_pc_map_mmio(fadt.reset, 1);
    }
}

/* In legacy mode the registers do nothing yet. */
static void enable_acpi(void)
{
    if (fadt.smi_command == 0 || fadt.acpi_enable == 0) {
        return;
    }
    for (int i = 0; i < PATIENCE; i++) {
        if ((uc_x86_in16(fadt.pm1a_control) & PM1_SCI_ENABLE) != 0) {
            return;
        }
        if (i == 0) {
            uc_x86_out8(fadt.smi_command, fadt.acpi_enable);
        }
    }
}

static void sleep(uint16_t control, uint8_t type)
{
    if (control == 0) {
        return;
    }
    unsigned value = uc_x86_in16(control) & ~(unsigned)PM1_SLEEP_TYPE;
    value |= (unsigned)type << PM1_SLEEP_TYPE_SHIFT;
    uc_x86_out16(control, (uint16_t)value);
    uc_x86_out16(control, (uint16_t)(value | PM1_SLEEP_ENABLE));
}

void uc_pc_acpi_power_off(void)
{
    if (fadt.pm1a_control == 0 || !has_s5) {
        return;
    }
    enable_acpi();
    sleep(fadt.pm1a_control, s5[0]);
    sleep(fadt.pm1b_control, s5[1]);
    /* It may take a while. */
    for (int i = 0; i < PATIENCE; i++) {
        uc_x86_in16(fadt.pm1a_control);
    }
}

void uc_pc_acpi_reset(void)
{
    if (reset_register != NULL) {
        uc_mmio_write8(reset_register, fadt.reset_value);
    } else if (fadt.reset != 0 && !fadt.reset_by_memory) {
        uc_x86_out8((uint16_t)fadt.reset, fadt.reset_value);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/lapic.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/pc/pc.h>

#include "ioapic.h"
#include "lapic.h"
#include "madt.h"

static volatile uint8_t *windows[PC_IOAPICS_MAX];

static uint32_t ioapic_read(volatile uint8_t *ioapic, uint32_t reg)
{
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_SELECT, reg);
    return uc_mmio_read32(ioapic + UC_X86_IOAPIC_DATA);
}

static void ioapic_write(volatile uint8_t *ioapic, uint32_t reg, uint32_t value)
{
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_SELECT, reg);
    uc_mmio_write32(ioapic + UC_X86_IOAPIC_DATA, value);
}

/* The I/O APIC of (*line), which becomes the line's number in it; or NULL. */
static volatile uint8_t *find(uint32_t *line)
{
    static const struct pc_ioapic usual = {UC_X86_IOAPIC_BASE, 0};
    const struct pc_ioapic *ioapics = &usual;
    unsigned n = 1;

    if (UC_CONFIG_PC_ACPI && pc_madt()->ioapics_n > 0) {
        ioapics = pc_madt()->ioapics;
        n = pc_madt()->ioapics_n;
    }
    for (unsigned i = 0; i < n; i++) {
        if (*line < ioapics[i].first) {
            continue;
        }
        if (windows[i] == NULL) {
            windows[i] = uc_pc_map_mmio(ioapics[i].base, UC_PAGE_SIZE);
        }
        uint32_t own = *line - ioapics[i].first;
        if (own <=
            (ioapic_read(windows[i], UC_X86_IOAPIC_VERSION) >> 16 & 0xff)) {
            *line = own;
            return windows[i];
        }
    }
    return NULL;
}

int pc_ioapic_route(uint32_t line, unsigned vector, uint32_t flags)
{
    volatile uint8_t *ioapic = find(&line);

    if (ioapic == NULL) {
        return -UC_ENOENT;
    }
    ioapic_write(ioapic, UC_X86_IOAPIC_REDIRECT + 2 * line + 1,
                 pc_lapic_id() << 24);
    ioapic_write(ioapic, UC_X86_IOAPIC_REDIRECT + 2 * line, vector | flags);
    return 0;
}

void pc_ioapic_mask(uint32_t line)
{
    volatile uint8_t *ioapic = find(&line);

    if (ioapic != NULL) {
        ioapic_write(ioapic, UC_X86_IOAPIC_REDIRECT + 2 * line,
                     UC_X86_LVT_MASKED);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/port.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/pc/acpi.h>
#include <uc/pc/pc.h>
#include <uc/pci_host.h>
#include <uc/plat/irq.h>

#include "mcfg.h"

/* Spec: PCI Local Bus 3.0, 3.2.2.3.2 (configuration mechanism #1). */
enum {
    ADDRESS = 0xcf8,
    DATA = 0xcfc,
    PORT_SPACE_BYTES = 256,
    ECAM_SPACE_BYTES = 4096,
    BUS_BYTES_SHIFT = 20, /* of ECAM */
    FUNCTION_BYTES_SHIFT = 12,
};

#define ADDRESS_ENABLE 0x80000000u

#define PHYSICAL_END (UINT64_C(1) << 46)
#define FOUR_GIB     (UINT64_C(1) << 32)
/* Below are I/O APIC, HPET, local APIC and firmware's ROM. */
#define WINDOW_END UINT64_C(0xfe000000)
/* What firmware keeps lies right above RAM, in less than this. */
#define WINDOW_ALIGN (UINT64_C(1) << 28)

static const struct pc_mcfg *mcfg(void)
{
    static struct pc_mcfg known;
    static bool looked;

    if (!looked) {
        looked = true;
        const struct uc_pc_acpi_table *table = uc_pc_acpi_find("MCFG");
        if (table != NULL) {
            pc_mcfg_parse(table, &known);
        }
    }
    return &known;
}

/* The function's configuration space in memory; NULL where it is in ports. */
static volatile uint8_t *ecam(uint32_t address)
{
    static volatile uint8_t *buses[256];
    const struct pc_mcfg *at = mcfg();
    unsigned bus = address >> 8;

    if (at->base == 0 || bus < at->first_bus || bus > at->last_bus) {
        return NULL;
    }
    if (buses[bus] == NULL) {
        buses[bus] = uc_pc_map_mmio(
            at->base + ((uc_paddr_t)(bus - at->first_bus) << BUS_BYTES_SHIFT),
            (size_t)1 << BUS_BYTES_SHIFT);
    }
    return buses[bus] + ((size_t)(address & 0xff) << FUNCTION_BYTES_SHIFT);
}

static uint32_t select(uint32_t address, unsigned reg)
{
    uc_x86_out32(ADDRESS, ADDRESS_ENABLE | address << 8 | (reg & 0xfc));
    return DATA + (reg & 3);
}

static uint32_t port_read(uint32_t address, unsigned reg, unsigned bytes)
{
    unsigned long state = uc_plat_irq_save();
    uint16_t port = (uint16_t)select(address, reg);
    uint32_t value = bytes == 1   ? uc_x86_in8(port)
                     : bytes == 2 ? uc_x86_in16(port)
                                  : uc_x86_in32(port);
    uc_plat_irq_restore(state);
    return value;
}

static void port_write(uint32_t address, unsigned reg, unsigned bytes,
                       uint32_t value)
{
    unsigned long state = uc_plat_irq_save();
    uint16_t port = (uint16_t)select(address, reg);
    if (bytes == 1) {
        uc_x86_out8(port, (uint8_t)value);
    } else if (bytes == 2) {
        uc_x86_out16(port, (uint16_t)value);
    } else {
        uc_x86_out32(port, value);
    }
    uc_plat_irq_restore(state);
}

uint32_t uc_pci_host_read(uint32_t address, unsigned reg, unsigned bytes)
{
    volatile uint8_t *space = ecam(address);

    if (space == NULL || reg >= ECAM_SPACE_BYTES) {
        return reg < PORT_SPACE_BYTES ? port_read(address, reg, bytes)
                                      : UINT32_MAX;
    }
    return bytes == 1   ? uc_mmio_read8(space + reg)
           : bytes == 2 ? uc_mmio_read16(space + reg)
                        : uc_mmio_read32(space + reg);
}

void uc_pci_host_write(uint32_t address, unsigned reg, unsigned bytes,
                       uint32_t value)
{
    volatile uint8_t *space = ecam(address);

    if (space == NULL || reg >= ECAM_SPACE_BYTES) {
        if (reg < PORT_SPACE_BYTES) {
            port_write(address, reg, bytes, value);
        }
        return;
    }
    if (bytes == 1) {
        uc_mmio_write8(space + reg, (uint8_t)value);
    } else if (bytes == 2) {
        uc_mmio_write16(space + reg, (uint16_t)value);
    } else {
        uc_mmio_write32(space + reg, value);
    }
}

volatile void *uc_pci_host_map(uc_paddr_t base, uint64_t bytes)
{
    if (base == 0 || base >= PHYSICAL_END || bytes > PHYSICAL_END - base) {
        return NULL;
    }
    return uc_pc_map_mmio(base, bytes);
}

int uc_pci_host_window(uc_paddr_t *base, uc_paddr_t *end)
{
    const struct pc_mcfg *at = mcfg();
    uc_paddr_t from = WINDOW_ALIGN;

    for (unsigned i = 0; i < uc_pc_boot.ram_n; i++) {
        if (uc_pc_boot.ram[i].base < FOUR_GIB && uc_pc_boot.ram[i].end > from) {
            from = uc_pc_boot.ram[i].end;
        }
    }
    uc_paddr_t ecam_end =
        at->base +
        ((uc_paddr_t)(at->last_bus - at->first_bus + 1) << BUS_BYTES_SHIFT);
    if (at->base != 0 && at->base < WINDOW_END && ecam_end > from) {
        from = ecam_end;
    }
    from = UC_ALIGN_UP(from, WINDOW_ALIGN);
    if (from >= WINDOW_END) {
        return -UC_ENOENT;
    }
    *base = from;
    *end = WINDOW_END;
    return 0;
}

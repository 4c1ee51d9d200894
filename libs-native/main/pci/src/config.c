/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pci_host.h>

#include "pci.h"

enum {
    FIRST_CAPABILITY = 0x40,
};

uint32_t uc_pci_read(const struct uc_pci_device *dev, unsigned reg,
                     unsigned bytes)
{
    return uc_pci_host_read(dev->address, reg, bytes);
}

void uc_pci_write(struct uc_pci_device *dev, unsigned reg, unsigned bytes,
                  uint32_t value)
{
    uc_pci_host_write(dev->address, reg, bytes, value);
}

/*
 * The list is followed from its start each time: one that goes round in a
 * circle ends where it meets itself, also for who asks for the next one again
 * and again.
 */
unsigned uc_pci_capability(const struct uc_pci_device *dev, uint8_t id,
                           unsigned from)
{
    uint64_t seen = 0; /* a bit for each place */
    bool passed = from == 0;
    unsigned at = PCI_CAPABILITIES;

    if ((uc_pci_read(dev, PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES) == 0) {
        return 0;
    }
    for (;;) {
        at = uc_pci_read(dev, at, 1) & 0xfc;
        if (at < FIRST_CAPABILITY || (seen >> at / 4 & 1) != 0) {
            return 0;
        }
        seen |= UINT64_C(1) << at / 4;
        if (passed && uc_pci_read(dev, at, 1) == id) {
            return at;
        }
        passed = passed || at == from;
        at++;
    }
}

void uc_pci_enable(struct uc_pci_device *dev)
{
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    uc_pci_write(dev, PCI_COMMAND, 2,
                 command | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

void uc_pci_quiet(struct uc_pci_device *dev)
{
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    uc_pci_write(dev, PCI_COMMAND, 2,
                 (command & ~(uint32_t)PCI_COMMAND_MASTER) |
                     PCI_COMMAND_NO_LINE);
}

volatile uint8_t *uc_pci_map(struct uc_pci_device *dev, unsigned index,
                             uint64_t bytes)
{
    if (index >= UC_PCI_BARS) {
        return NULL;
    }
    const struct uc_pci_bar *bar = &dev->bars[index];
    if (bar->io || bar->base == 0 || bar->bytes == 0 || bar->bytes < bytes) {
        return NULL;
    }
    return uc_pci_host_map(bar->base, bar->bytes);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pci_host.h>

#include "pci.h"

enum {
    FIRST_CAPABILITY = 0x40,
    CAPABILITIES_MAX = (256 - FIRST_CAPABILITY) / 4,
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

unsigned uc_pci_capability(const struct uc_pci_device *dev, uint8_t id,
                           unsigned from)
{
    unsigned at = from == 0 ? PCI_CAPABILITIES : from + 1;

    if ((uc_pci_read(dev, PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES) == 0) {
        return 0;
    }
    /* A list that is longer than its space goes round in a circle. */
    for (int i = 0; i < CAPABILITIES_MAX; i++) {
        at = uc_pci_read(dev, at, 1) & 0xfc;
        if (at < FIRST_CAPABILITY) {
            return 0;
        }
        if (uc_pci_read(dev, at, 1) == id) {
            return at;
        }
        at++;
    }
    return 0;
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

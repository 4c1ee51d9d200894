/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PCI_PCI_H
#define PCI_PCI_H

#include <uc/pci.h>

/* Spec: PCI Local Bus 3.0, 6.1 (header) and 6.7, 6.8 (MSI, MSI-X). */
enum {
    PCI_ID = 0x00,
    PCI_COMMAND = 0x04,
    PCI_COMMAND_IO = 1 << 0,
    PCI_COMMAND_MEMORY = 1 << 1,
    PCI_COMMAND_MASTER = 1 << 2,
    PCI_COMMAND_NO_LINE = 1 << 10,
    PCI_STATUS = 0x06,
    PCI_STATUS_CAPABILITIES = 1 << 4,
    PCI_REVISION = 0x08, /* and class code */
    PCI_HEADER_TYPE = 0x0e,
    PCI_HEADER_MULTI = 0x80,
    PCI_HEADER_BRIDGE = 1,
    PCI_BAR = 0x10,
    PCI_BAR_IO = 1 << 0,
    PCI_BAR_TYPE = 3 << 1,
    PCI_BAR_WIDE = 2 << 1,
    PCI_BUSES = 0x18, /* of a bridge: primary, secondary, subordinate */
    PCI_MEMORY_BASE = 0x20,
    PCI_SUBSYSTEM = 0x2c,
    PCI_CAPABILITIES = 0x34,
    PCI_LINE = 0x3c,
    PCI_CLASS_BRIDGE = 0x06,

    PCI_CAP_MSI = 0x05,
    PCI_CAP_MSIX = 0x11,
};

/* Where registers without a place are put: of bus 0, or behind a bridge. */
struct pci_window {
    uc_paddr_t base;
    uc_paddr_t end;
};

/* Fills in the BARs of (dev). */
void pci_size_bars(struct uc_pci_device *dev);

/*
 * Puts the memory BARs of (dev) that have no place into (window), apart from
 * what the devices from (all) on have there.
 */
void pci_place_bars(struct uc_pci_device *dev, struct uc_pci_device *all,
                    const struct pci_window *window);

/* Finds all functions, ascending by address; NULL where there are none. */
struct uc_pci_device *pci_scan(void);

#endif /* PCI_PCI_H */

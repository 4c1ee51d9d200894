/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>
#include <uc/pci_host.h>

#include "pci.h"

enum {
    BUSES = 256,
    DEVICES = 32,
    FUNCTIONS = 8,
    NOBODY = 0xffff,
};

struct scan {
    struct uc_pci_device *first;
    struct uc_pci_device **end;
    /* Buses to look at yet, and those seen: bridges may lie in a circle. */
    uint8_t pending[BUSES];
    unsigned pending_n;
    bool seen[BUSES];
    /* Where devices behind a bridge may have registers. */
    struct pci_window windows[BUSES];
};

/* Spec: PCI-to-PCI Bridge 1.2, 3.2.5. */
static void follow_bridge(struct scan *scan, uint32_t address)
{
    uint32_t buses = uc_pci_host_read(address, PCI_BUSES, 4);
    unsigned secondary = buses >> 8 & 0xff;
    uint32_t memory = uc_pci_host_read(address, PCI_MEMORY_BASE, 4);

    if (secondary == 0 || scan->seen[secondary]) {
        return; /* firmware left it alone, or it is broken */
    }
    uc_paddr_t base = (memory & 0xfff0) << 16;
    uc_paddr_t last = (memory & 0xfff00000) | 0xfffff;
    if (base < last && base != 0) {
        scan->windows[secondary] = (struct pci_window){base, last + 1};
    }
    scan->seen[secondary] = true;
    scan->pending[scan->pending_n] = (uint8_t)secondary;
    scan->pending_n++;
}

static void add_device(struct scan *scan, uint32_t address, uint32_t id)
{
    struct uc_pci_device *dev = uc_calloc(1, sizeof *dev);
    if (dev == NULL) {
        return;
    }
    uint32_t subsystem = uc_pci_host_read(address, PCI_SUBSYSTEM, 4);
    uint32_t revision = uc_pci_host_read(address, PCI_REVISION, 4);
    dev->address = address;
    dev->vendor = (uint16_t)id;
    dev->device = (uint16_t)(id >> 16);
    dev->subsystem_vendor = (uint16_t)subsystem;
    dev->subsystem = (uint16_t)(subsystem >> 16);
    dev->class_code = revision >> 8;
    dev->revision = (uint8_t)revision;
    if (dev->class_code >> 16 != PCI_CLASS_BRIDGE) {
        pci_size_bars(dev);
    }
    *scan->end = dev;
    scan->end = &dev->next;
}

/* Returns whether there is one, and whether there are more functions. */
static bool look_at(struct scan *scan, uint32_t address, bool *multi)
{
    uint32_t id = uc_pci_host_read(address, PCI_ID, 4);
    if ((id & 0xffff) == NOBODY || id == 0) {
        return false;
    }
    unsigned type = uc_pci_host_read(address, PCI_HEADER_TYPE, 1);
    *multi = (type & PCI_HEADER_MULTI) != 0;
    if ((type & ~(unsigned)PCI_HEADER_MULTI) == PCI_HEADER_BRIDGE) {
        follow_bridge(scan, address);
    } else if ((type & ~(unsigned)PCI_HEADER_MULTI) == 0) {
        add_device(scan, address, id);
    }
    return true;
}

static void scan_bus(struct scan *scan, unsigned bus)
{
    for (uint32_t device = 0; device < DEVICES; device++) {
        bool multi = false;
        uint32_t address = bus << 8 | device << 3;
        if (!look_at(scan, address, &multi) || !multi) {
            continue;
        }
        for (uint32_t function = 1; function < FUNCTIONS; function++) {
            bool ignored;
            look_at(scan, address | function, &ignored);
        }
    }
}

struct uc_pci_device *pci_scan(void)
{
    struct scan *scan = uc_calloc(1, sizeof *scan);
    if (scan == NULL) {
        return NULL;
    }
    scan->end = &scan->first;
    scan->pending_n = 1; /* bus 0 */
    scan->seen[0] = true;
    struct pci_window *host = &scan->windows[0];
    if (uc_pci_host_window(&host->base, &host->end) < 0) {
        host->base = host->end = 0;
    }
    for (unsigned i = 0; i < scan->pending_n; i++) {
        scan_bus(scan, scan->pending[i]);
    }
    struct uc_pci_device *first = scan->first;
    for (struct uc_pci_device *dev = first; dev != NULL; dev = dev->next) {
        pci_place_bars(dev, first, &scan->windows[dev->address >> 8]);
    }
    uc_free(scan);
    return first;
}

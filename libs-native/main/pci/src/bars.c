/* SPDX-License-Identifier: BSD-3-Clause */
#include "pci.h"

enum {
    PAGE = 4096 /* so that no two devices share one */
};

#define FOUR_GIB (UINT64_C(1) << 32)

/* What stays zero when all ones are written. */
static uint64_t probe(struct uc_pci_device *dev, unsigned reg, bool wide,
                      uint32_t flags, uint64_t *value)
{
    uint32_t low = uc_pci_read(dev, reg, 4);
    uint32_t high = wide ? uc_pci_read(dev, reg + 4, 4) : 0;

    uc_pci_write(dev, reg, 4, UINT32_MAX);
    uint64_t mask = uc_pci_read(dev, reg, 4) & ~flags;
    uc_pci_write(dev, reg, 4, low);
    if (wide) {
        uc_pci_write(dev, reg + 4, 4, UINT32_MAX);
        mask |= (uint64_t)uc_pci_read(dev, reg + 4, 4) << 32;
        uc_pci_write(dev, reg + 4, 4, high);
    }
    *value = (low & ~flags) | (uint64_t)high << 32;
    return mask & -mask; /* the lowest bit that can be set is the size */
}

void pci_size_bars(struct uc_pci_device *dev)
{
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    /* Meanwhile it answers anywhere: it must not answer at all. */
    uc_pci_write(dev, PCI_COMMAND, 2,
                 command & ~(uint32_t)(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
    for (unsigned i = 0; i < UC_PCI_BARS; i++) {
        struct uc_pci_bar *bar = &dev->bars[i];
        uint32_t low = uc_pci_read(dev, PCI_BAR + 4 * i, 4);
        bar->io = (low & PCI_BAR_IO) != 0;
        bar->wide = !bar->io && (low & PCI_BAR_TYPE) == PCI_BAR_WIDE;
        if (bar->wide && i + 1 == UC_PCI_BARS) {
            *bar = (struct uc_pci_bar){0, 0, false, false}; /* broken */
            break;
        }
        bar->bytes = probe(dev, PCI_BAR + 4 * i, bar->wide, bar->io ? 3 : 15,
                           &bar->base);
        if (bar->bytes == 0) {
            bar->base = 0;
        }
        i += bar->wide ? 1 : 0;
    }
    uc_pci_write(dev, PCI_COMMAND, 2, command);
}

/* Where (bytes) fit at (*at) or behind, not meeting any placed BAR. */
static bool find_place(struct uc_pci_device *all, uint64_t bytes,
                       uc_paddr_t end, uc_paddr_t *at)
{
    for (bool moved = true; moved;) {
        moved = false;
        *at = UC_ALIGN_UP(*at, bytes);
        if (*at >= end || bytes > end - *at) {
            return false;
        }
        for (struct uc_pci_device *dev = all; dev != NULL; dev = dev->next) {
            for (unsigned i = 0; i < UC_PCI_BARS; i++) {
                const struct uc_pci_bar *bar = &dev->bars[i];
                if (!bar->io && bar->base != 0 && bar->base < *at + bytes &&
                    *at < bar->base + bar->bytes) {
                    *at = bar->base + bar->bytes;
                    moved = true;
                }
            }
        }
    }
    return true;
}

void pci_place_bars(struct uc_pci_device *dev, struct uc_pci_device *all,
                    const struct pci_window *window)
{
    for (unsigned i = 0; i < UC_PCI_BARS; i++) {
        struct uc_pci_bar *bar = &dev->bars[i];
        if (bar->io || bar->bytes == 0 || bar->base != 0 ||
            bar->bytes >= FOUR_GIB) {
            continue;
        }
        uint64_t room = bar->bytes < PAGE ? PAGE : bar->bytes;
        uc_paddr_t at = window->base;
        if (!find_place(all, room, window->end, &at)) {
            continue; /* the driver finds it missing */
        }
        bar->base = at;
        uc_pci_write(dev, PCI_BAR + 4 * i, 4, (uint32_t)at);
        if (bar->wide) {
            uc_pci_write(dev, PCI_BAR + 4 * i + 4, 4, (uint32_t)(at >> 32));
        }
    }
}

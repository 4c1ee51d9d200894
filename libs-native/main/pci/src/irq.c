/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/pci_host.h>

#include "pci.h"

/* Spec: PCI Local Bus 3.0, 6.8.1 and 6.8.2. Offsets in the capabilities. */
enum {
    MSI_CONTROL = 2,
    MSI_ENABLE = 1 << 0,
    MSI_MULTIPLE = 7 << 4,
    MSI_WIDE = 1 << 7,
    MSI_ADDRESS = 4,

    MSIX_CONTROL = 2,
    MSIX_SIZE = 0x7ff,
    MSIX_MASK_ALL = 1 << 14,
    MSIX_ENABLE = 1 << 15,
    MSIX_TABLE = 4,
    MSIX_BAR = 7,
    MSIX_ENTRY_BYTES = 16,
    MSIX_ENTRY_DATA = 8,
    MSIX_ENTRY_CONTROL = 12,
    MSIX_ENTRY_MASKED = 1,
};

static void use_message(struct uc_pci_device *dev)
{
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    uc_pci_write(dev, PCI_COMMAND, 2, command | PCI_COMMAND_NO_LINE);
    dev->irq_kind = UC_PCI_IRQ_MESSAGE;
}

/* Switches MSI-X on with every entry masked, where its table is sound. */
static bool open_msix(struct uc_pci_device *dev, unsigned cap)
{
    uint32_t control = uc_pci_read(dev, cap + MSIX_CONTROL, 2);
    uint32_t place = uc_pci_read(dev, cap + MSIX_TABLE, 4);
    uint64_t offset = place & ~(uint32_t)MSIX_BAR;
    unsigned n = (control & MSIX_SIZE) + 1;

    volatile uint8_t *bar = uc_pci_map(dev, place & MSIX_BAR,
                                       offset + (uint64_t)n * MSIX_ENTRY_BYTES);
    if (bar == NULL) {
        return false;
    }
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    uc_pci_write(dev, PCI_COMMAND, 2, command | PCI_COMMAND_MEMORY);
    uc_pci_write(dev, cap + MSIX_CONTROL, 2,
                 control | MSIX_ENABLE | MSIX_MASK_ALL);
    dev->msix_table = bar + offset;
    dev->msix_n = n;
    for (unsigned i = 0; i < n; i++) {
        uc_mmio_write32(dev->msix_table + i * MSIX_ENTRY_BYTES +
                            MSIX_ENTRY_CONTROL,
                        MSIX_ENTRY_MASKED);
    }
    use_message(dev);
    uc_pci_write(dev, cap + MSIX_CONTROL, 2,
                 (control | MSIX_ENABLE) & ~(uint32_t)MSIX_MASK_ALL);
    return true;
}

static int claim_msix(struct uc_pci_device *dev, unsigned index,
                      void (*handler)(void *arg), void *arg)
{
    if (index >= dev->msix_n) {
        return -UC_ENOENT;
    }
    struct uc_pci_host_message message;
    int err = uc_pci_host_message_claim(handler, arg, &message);
    if (err < 0) {
        return err;
    }
    volatile uint8_t *entry = dev->msix_table + index * MSIX_ENTRY_BYTES;
    uc_mmio_write32(entry, (uint32_t)message.address);
    uc_mmio_write32(entry + 4, (uint32_t)(message.address >> 32));
    uc_mmio_write32(entry + MSIX_ENTRY_DATA, message.data);
    uc_mmio_write32(entry + MSIX_ENTRY_CONTROL, 0);
    return 0;
}

static int claim_msi(struct uc_pci_device *dev, unsigned cap,
                     void (*handler)(void *arg), void *arg)
{
    struct uc_pci_host_message message;
    int err = uc_pci_host_message_claim(handler, arg, &message);
    if (err < 0) {
        return err;
    }
    uint32_t control = uc_pci_read(dev, cap + MSI_CONTROL, 2);
    unsigned at = cap + MSI_ADDRESS;
    uc_pci_write(dev, at, 4, (uint32_t)message.address);
    at += 4;
    if ((control & MSI_WIDE) != 0) {
        uc_pci_write(dev, at, 4, (uint32_t)(message.address >> 32));
        at += 4;
    }
    uc_pci_write(dev, at, 2, message.data);
    use_message(dev);
    uc_pci_write(dev, cap + MSI_CONTROL, 2,
                 (control & ~(uint32_t)MSI_MULTIPLE) | MSI_ENABLE);
    return 0;
}

static int claim_line(struct uc_pci_device *dev, void (*handler)(void *arg),
                      void *arg)
{
    int err =
        uc_pci_host_line_claim(uc_pci_read(dev, PCI_LINE, 1), handler, arg);
    if (err < 0) {
        return err;
    }
    uint32_t command = uc_pci_read(dev, PCI_COMMAND, 2);
    uc_pci_write(dev, PCI_COMMAND, 2, command & ~(uint32_t)PCI_COMMAND_NO_LINE);
    dev->irq_kind = UC_PCI_IRQ_LINE;
    return 0;
}

int uc_pci_irq_claim(struct uc_pci_device *dev, unsigned index,
                     void (*handler)(void *arg), void *arg)
{
    unsigned cap;

    if (dev->msix_table == NULL && dev->irq_kind == UC_PCI_IRQ_NONE) {
        cap = uc_pci_capability(dev, PCI_CAP_MSIX, 0);
        if (cap != 0) {
            open_msix(dev, cap);
        }
    }
    if (dev->msix_table != NULL) {
        return claim_msix(dev, index, handler, arg);
    }
    if (index != 0 || dev->irq_kind != UC_PCI_IRQ_NONE) {
        return -UC_ENOENT;
    }
    cap = uc_pci_capability(dev, PCI_CAP_MSI, 0);
    return cap != 0 ? claim_msi(dev, cap, handler, arg)
                    : claim_line(dev, handler, arg);
}

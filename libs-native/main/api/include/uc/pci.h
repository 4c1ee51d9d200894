/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PCI_H
#define UC_PCI_H

/*
 * Contract "pci" 1.0, one provider: PCI and PCI Express devices. The provider
 * finds them at init level 3 and offers each to the drivers of linker set
 * "pci_driver" that match it, until one takes it.
 *
 * Spec: PCI Local Bus 3.0, chapter 6; PCI Express Base 3.0, chapter 7.
 */
#include <uc/set.h>
#include <uc/types.h>

enum {
    UC_PCI_BARS = 6
};

/* A range of a device's registers; (bytes) is 0 where there is none. */
struct uc_pci_bar {
    uc_paddr_t base; /* 0: no place was found */
    uint64_t bytes;
    bool io; /* ports, which no driver here uses */
    bool wide;
};

/* How a device interrupts. */
enum uc_pci_irq_kind {
    UC_PCI_IRQ_NONE,    /* nothing claimed yet */
    UC_PCI_IRQ_MESSAGE, /* MSI-X or MSI: needs no quieting */
    UC_PCI_IRQ_LINE     /* shared: the handler looks and quiets */
};

/* Never freed. The last members are the provider's. */
struct uc_pci_device {
    uint32_t address; /* bus << 8 | device << 3 | function */
    uint16_t vendor;
    uint16_t device;
    uint16_t subsystem_vendor;
    uint16_t subsystem;
    uint32_t class_code; /* class << 16 | subclass << 8 | interface */
    uint8_t revision;
    enum uc_pci_irq_kind irq_kind;
    struct uc_pci_bar bars[UC_PCI_BARS];
    volatile uint8_t *msix_table;
    unsigned msix_n;
    struct uc_pci_device *next;
};

#define UC_PCI_ANY 0xffff

/* What a driver serves: ids, and bits of the class code; a mask of 0 is any. */
struct uc_pci_match {
    uint16_t vendor;
    uint16_t device;
    uint32_t class_code;
    uint32_t class_mask;
};

/*
 * (probe) takes the device (0) or leaves it (-UC_ENODEV; another error is
 * reported on the console). Context: boot, init level 3.
 */
struct uc_pci_driver {
    const char *name;
    const struct uc_pci_match *matches;
    unsigned matches_n;
    int (*probe)(struct uc_pci_device *dev);
};

#define UC_PCI_DRIVER(key, ...)                                                \
    UC_SET_ENTRY(pci_driver, key, struct uc_pci_driver,                        \
                 uc_pci_driver_##key) = {__VA_ARGS__}

/*
 * Configuration space, (bytes) 1, 2 or 4 at (reg), a multiple of (bytes).
 * Context: any.
 */
uint32_t uc_pci_read(const struct uc_pci_device *dev, unsigned reg,
                     unsigned bytes);
void uc_pci_write(struct uc_pci_device *dev, unsigned reg, unsigned bytes,
                  uint32_t value);

/*
 * Returns the offset of the next capability (id) behind the one at (from), the
 * first for 0; 0 where there is none. Broken lists end. Context: any.
 */
unsigned uc_pci_capability(const struct uc_pci_device *dev, uint8_t id,
                           unsigned from);

/*
 * Returns the registers of BAR (index), mapped uncached, NULL where the device
 * has none there, they are ports, or fewer than (bytes).
 * Context: boot or thread.
 */
volatile uint8_t *uc_pci_map(struct uc_pci_device *dev, unsigned index,
                             uint64_t bytes);

/* Lets the device answer at its registers and reach memory. */
void uc_pci_enable(struct uc_pci_device *dev);
/* Keeps it from memory; what it does next harms nobody. */
void uc_pci_quiet(struct uc_pci_device *dev);

/*
 * Calls (handler)(arg) in interrupt context for interrupt (index) of the
 * device: an entry of its MSI-X table; 0 is there where it has but MSI or a
 * line. (dev)->irq_kind tells which it became.
 *
 * Errors: -UC_ENOENT (no such interrupt), -UC_ENOSPC. Context: boot or thread.
 */
int uc_pci_irq_claim(struct uc_pci_device *dev, unsigned index,
                     void (*handler)(void *arg), void *arg);

#endif /* UC_PCI_H */

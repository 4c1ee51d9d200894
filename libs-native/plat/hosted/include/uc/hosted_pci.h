/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_PCI_H
#define UC_HOSTED_PCI_H

/*
 * Contract "pci" for the test of a driver, with the one device that the test
 * plays: its registers in a window, its configuration space, its interrupt and
 * whether it may reach memory. Included by one file of a program.
 */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pci.h>

static struct {
    struct uc_pci_device dev;
    struct uc_hosted_mmio window;
    unsigned bar; /* that the window is at */
    uint8_t space[256];
    uint8_t capabilities[16]; /* where they are in (space), as they follow */
    unsigned capabilities_n;
    void (*irq)(void *arg);
    void *irq_arg;
    enum uc_pci_irq_kind kind; /* NONE: claiming fails */
    bool quiet;                /* no bus master */
} uc_hosted_pci;

/* A handler is claimed for ever, and so what it looks at is no leak. */
static struct uc_hosted_pci_claim {
    void *arg;
    struct uc_hosted_pci_claim *before;
} *uc_hosted_pci_claims;

uint32_t uc_pci_read(const struct uc_pci_device *dev, unsigned reg,
                     unsigned bytes)
{
    uint32_t value = 0;

    (void)dev;
    if (reg % bytes != 0) {
        __builtin_abort();
    }
    for (unsigned i = 0; i < bytes; i++) {
        uint8_t byte = reg + i < 256 ? uc_hosted_pci.space[reg + i] : 0xff;
        value |= (uint32_t)byte << 8 * i;
    }
    return value;
}

void uc_pci_write(struct uc_pci_device *dev, unsigned reg, unsigned bytes,
                  uint32_t value)
{
    (void)dev;
    for (unsigned i = 0; i < bytes && reg + i < 256; i++) {
        uc_hosted_pci.space[reg + i] = (uint8_t)(value >> 8 * i);
    }
}

unsigned uc_pci_capability(const struct uc_pci_device *dev, uint8_t id,
                           unsigned from)
{
    bool passed = from == 0;

    for (unsigned i = 0; i < uc_hosted_pci.capabilities_n; i++) {
        unsigned at = uc_hosted_pci.capabilities[i];
        if (passed && uc_pci_read(dev, at, 1) == id) {
            return at;
        }
        passed = passed || at == from;
    }
    return 0;
}

volatile uint8_t *uc_pci_map(struct uc_pci_device *dev, unsigned index,
                             uint64_t bytes)
{
    if (index != uc_hosted_pci.bar) {
        return NULL;
    }
    const struct uc_pci_bar *bar = &dev->bars[index];
    return bar->base == 0 || bar->io || bytes > bar->bytes
               ? NULL
               : uc_hosted_pci.window.base;
}

void uc_pci_enable(struct uc_pci_device *dev)
{
    (void)dev;
    uc_hosted_pci.quiet = false;
}

void uc_pci_quiet(struct uc_pci_device *dev)
{
    (void)dev;
    uc_hosted_pci.quiet = true;
}

int uc_pci_irq_claim(struct uc_pci_device *dev, unsigned index,
                     void (*handler)(void *arg), void *arg)
{
    dev->irq_kind = uc_hosted_pci.kind;
    if (index != 0 || uc_hosted_pci.kind == UC_PCI_IRQ_NONE) {
        return -UC_ENOENT;
    }
    struct uc_hosted_pci_claim *claim = __builtin_malloc(sizeof *claim);
    *claim = (struct uc_hosted_pci_claim){arg, uc_hosted_pci_claims};
    uc_hosted_pci_claims = claim;
    uc_hosted_pci.irq = handler;
    uc_hosted_pci.irq_arg = arg;
    return 0;
}

/*
 * A device whose registers are at (bar), in the place of the one before, which
 * interrupts by messages. From here on time is simulated, and device addresses
 * are none of the CPU's.
 */
static inline void uc_hosted_pci_prepare(unsigned bar,
                                         const struct uc_hosted_mmio *window)
{
    uc_hosted_mmio_remove(&uc_hosted_pci.window);
    __builtin_memset(&uc_hosted_pci, 0, sizeof uc_hosted_pci);
    uc_hosted_pci.bar = bar;
    uc_hosted_pci.window = *window;
    uc_hosted_pci.dev.bars[bar] =
        (struct uc_pci_bar){.base = 1, .bytes = window->bytes};
    uc_hosted_pci.kind = UC_PCI_IRQ_MESSAGE;
    uc_hosted_mmio_add(&uc_hosted_pci.window);
    uc_hosted_clock_simulate();
    uc_hosted_dma(true, UINT64_C(0x7700000000));
}

/* Interrupts, where somebody listens and the device may. */
static inline void uc_hosted_pci_interrupt(void)
{
    if (uc_hosted_pci.irq != NULL && !uc_hosted_pci.quiet) {
        uc_hosted_pci.irq(uc_hosted_pci.irq_arg);
    }
}

UC_SET_DECLARE(pci_driver, struct uc_pci_driver);

/* Offers the device to the driver that is linked; returns what it says. */
static inline int uc_hosted_pci_offer(void)
{
    UC_SET_FOREACH(pci_driver, struct uc_pci_driver, driver)
    {
        int err = driver->probe(&uc_hosted_pci.dev);
        if (err < 0) {
            uc_pci_quiet(&uc_hosted_pci.dev);
        }
        return err;
    }
    return -UC_ENODEV;
}

#endif /* UC_HOSTED_PCI_H */

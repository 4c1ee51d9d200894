/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef E1000_TESTS_DEVICE_H
#define E1000_TESTS_DEVICE_H

/*
 * A card that a test plays: registers as the data sheet has them, rings where
 * the driver said. What it does with descriptors is the test's choice.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/hosted.h>
#include <uc/test.h>

#include "e1000.h"

static struct uc_hosted_mmio window;
static uint8_t window_memory[REGS_BYTES];
static uint32_t card[REGS_BYTES / 4];
static bool never_resets;
static bool no_registers;
static void (*card_handler)(void *arg);
static void *card_handler_arg;
static struct uc_pci_device card_pci;
static struct uc_netdev *card_netdev;

static uint64_t card_read(void *arg, size_t offset, unsigned bytes)
{
    (void)arg;
    UC_REQUIRE(bytes == 4 && offset % 4 == 0);
    uint32_t value = card[offset / 4];
    if (offset == REG_ICR) {
        card[offset / 4] = 0;
    }
    return value;
}

static void card_write(void *arg, size_t offset, unsigned bytes, uint64_t value)
{
    (void)arg;
    UC_REQUIRE(bytes == 4 && offset % 4 == 0);
    card[offset / 4] = (uint32_t)value;
    if (offset == REG_CTRL && !never_resets) {
        card[offset / 4] &= ~(uint32_t)CTRL_RST;
    }
    if (offset == REG_IMC) {
        card[REG_IMS / 4] &= ~(uint32_t)value;
    }
}

volatile uint8_t *uc_pci_map(struct uc_pci_device *dev, unsigned index,
                             uint64_t bytes)
{
    (void)dev;
    UC_EXPECT_EQ(index, 0);
    UC_EXPECT(bytes <= sizeof window_memory);
    return no_registers ? NULL : window_memory;
}

void uc_pci_enable(struct uc_pci_device *dev)
{
    (void)dev;
}

static bool card_quiet;

void uc_pci_quiet(struct uc_pci_device *dev)
{
    (void)dev;
    card_quiet = true;
}

int uc_pci_irq_claim(struct uc_pci_device *dev, unsigned index,
                     void (*handler)(void *arg), void *arg)
{
    UC_EXPECT_EQ(index, 0);
    dev->irq_kind = UC_PCI_IRQ_LINE;
    card_handler = handler;
    card_handler_arg = arg;
    return 0;
}

UC_SET_DECLARE(pci_driver, struct uc_pci_driver);

/* Returns what the driver's probe does. */
static int card_probe(void)
{
    static bool added;
    if (!added) {
        added = true;
        window = (struct uc_hosted_mmio){.base = window_memory,
                                         .bytes = sizeof window_memory,
                                         .read = card_read,
                                         .write = card_write};
        uc_hosted_mmio_add(&window);
    }
    uc_hosted_dma(false, UINT64_C(0x7700000000));
    memset(&card_pci, 0, sizeof card_pci);
    card_pci.vendor = 0x8086;
    card_pci.device = 0x100e;
    card_quiet = false;
    memset(card, 0, sizeof card);
    card[REG_RAL / 4] = 0x12005452;
    card[REG_RAH / 4] = RAH_VALID | 0x5634;
    int err = -1;
    UC_SET_FOREACH(pci_driver, struct uc_pci_driver, driver)
    {
        err = driver->probe(&card_pci);
    }
    card_netdev = uc_netdev_first();
    while (card_netdev != NULL && card_netdev->next != NULL) {
        card_netdev = card_netdev->next;
    }
    return err;
}

static volatile struct e1000_rx_desc *card_rx(unsigned at)
{
    uint64_t base = (uint64_t)card[REG_RDBAH / 4] << 32 | card[REG_RDBAL / 4];
    struct e1000_rx_desc *ring = uc_hosted_dma_to_cpu(base);
    return &ring[at % RX_RING];
}

static volatile struct e1000_tx_desc *card_tx(unsigned at)
{
    uint64_t base = (uint64_t)card[REG_TDBAH / 4] << 32 | card[REG_TDBAL / 4];
    struct e1000_tx_desc *ring = uc_hosted_dma_to_cpu(base);
    return &ring[at % TX_RING];
}

#endif /* E1000_TESTS_DEVICE_H */

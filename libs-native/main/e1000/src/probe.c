/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat.h>

#include "e1000.h"

enum {
    MTU = 1500,
    MAC_BYTES = 6,
    PATIENCE = 100000, /* reads of a device that never comes out of reset */
};

uint32_t e1000_read(const struct e1000 *net, unsigned reg)
{
    return uc_mmio_read32(net->regs + reg);
}

void e1000_write(const struct e1000 *net, unsigned reg, uint32_t value)
{
    uc_mmio_write32(net->regs + reg, value);
}

static bool e1000_arm(struct uc_netdev *netdev)
{
    struct e1000 *net = e1000_of(netdev);
    /* Completions matter once the ring fills up. */
    bool full = net->tx_used > TX_RING / 2;

    e1000_write(net, REG_IMS, net->causes | (full ? net->causes_tx : 0));
    if (!e1000_rx_waits(net) && !(full && e1000_tx_waits(net))) {
        return false;
    }
    e1000_write(net, REG_IMC, UINT32_MAX);
    return true;
}

static const struct uc_netdev_ops e1000_ops = {
    .tx = e1000_tx,
    .flush = e1000_flush,
    .reap = e1000_reap,
    .rx_post = e1000_rx_post,
    .rx = e1000_rx,
    .arm = e1000_arm,
};

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct e1000 *net = arg;

    /* Reading quiets it, and tells whose interrupt it was. */
    if (e1000_read(net, REG_ICR) == 0 &&
        net->pci->irq_kind == UC_PCI_IRQ_LINE) {
        return;
    }
    e1000_write(net, REG_IMC, UINT32_MAX);
    if (net->netdev.notify != NULL) {
        net->netdev.notify(net->netdev.notify_arg);
    }
}

static int reset(const struct e1000 *net)
{
    e1000_write(net, REG_IMC, UINT32_MAX);
    e1000_write(net, REG_RCTL, 0);
    e1000_write(net, REG_TCTL, 0);
    e1000_write(net, REG_CTRL, e1000_read(net, REG_CTRL) | CTRL_RST);
    for (int i = 0; i < PATIENCE; i++) {
        /* All ones: it is not there any more. */
        uint32_t ctrl = e1000_read(net, REG_CTRL);
        if (ctrl != UINT32_MAX && (ctrl & CTRL_RST) == 0) {
            e1000_write(net, REG_IMC, UINT32_MAX);
            (void)e1000_read(net, REG_ICR);
            return 0;
        }
        uc_cpu_relax();
    }
    return -UC_EIO;
}

/* The device loads its address from its own memory when it is reset. */
static void read_mac(struct e1000 *net)
{
    uint32_t low = e1000_read(net, REG_RAL);
    uint32_t high = e1000_read(net, REG_RAH);
    uint8_t *mac = net->netdev.mac;

    for (unsigned i = 0; i < MAC_BYTES; i++) {
        mac[i] = (uint8_t)(i < 4 ? low >> (8 * i) : high >> (8 * (i - 4)));
    }
    bool nobodys = (low | (high & 0xffff)) == 0 || (mac[0] & 1) != 0;
    if ((high & RAH_VALID) == 0 || nobodys) {
        /* Locally administered. */
        __builtin_memset(mac, 0, MAC_BYTES);
        mac[0] = 0x02;
        mac[4] = (uint8_t)(net->pci->address >> 8);
        mac[5] = (uint8_t)net->pci->address;
        low = mac[0];
        high = (uint32_t)mac[4] | (uint32_t)mac[5] << 8;
        e1000_write(net, REG_RAL, low);
        e1000_write(net, REG_RAH, high | RAH_VALID);
    }
}

/* Where the ring at (mem) lies, and how long it is. */
static int set_ring(const struct e1000 *net, unsigned base, const void *mem,
                    size_t bytes)
{
    struct uc_dma_seg seg;

    if (uc_dma_map(mem, bytes, &seg, 1) != 1) {
        return -UC_EINVAL;
    }
    e1000_write(net, base, (uint32_t)seg.addr);
    e1000_write(net, base + (REG_RDBAH - REG_RDBAL),
                (uint32_t)(seg.addr >> 32));
    e1000_write(net, base + (REG_RDLEN - REG_RDBAL), (uint32_t)bytes);
    e1000_write(net, base + (REG_RDH - REG_RDBAL), 0);
    e1000_write(net, base + (REG_RDT - REG_RDBAL), 0);
    return 0;
}

static int start(struct e1000 *net)
{
    for (unsigned i = 0; i < MTA_WORDS; i++) {
        e1000_write(net, REG_MTA + 4 * i, 0);
    }
    const void *rx = (const void *)(uintptr_t)net->rx;
    const void *tx = (const void *)(uintptr_t)net->tx;
    if (set_ring(net, REG_RDBAL, rx, RX_RING * sizeof *net->rx) < 0 ||
        set_ring(net, REG_TDBAL, tx, TX_RING * sizeof *net->tx) < 0) {
        return -UC_EINVAL;
    }
    e1000_write(net, REG_RDTR, 0);
    e1000_write(net, REG_RADV, 0);
    e1000_write(net, REG_TIDV, 0);
    e1000_write(net, REG_ITR, 0); /* the stack polls under load */
    if (UC_CONFIG_E1000_CHECKSUM_OFFLOAD) {
        e1000_write(net, REG_RXCSUM, RXCSUM_TUOFL);
    }
    uint32_t ctrl = e1000_read(net, REG_CTRL) & ~(uint32_t)CTRL_ILOS;
    e1000_write(net, REG_CTRL, ctrl | CTRL_SLU | CTRL_ASDE);
    e1000_write(net, REG_TIPG, TIPG_COPPER);
    e1000_write(net, REG_TCTL, TCTL_EN | TCTL_PSP | TCTL_CT | TCTL_COLD);
    e1000_write(net, REG_RCTL, RCTL_EN | RCTL_MPE | RCTL_BAM | RCTL_SECRC);
    return 0;
}

static int claim_interrupt(struct e1000 *net)
{
    int err = uc_pci_irq_claim(net->pci, 0, interrupt, net);

    net->causes = CAUSE_RXT | CAUSE_RXO | CAUSE_RXDMT;
    net->causes_tx = CAUSE_TXDW;
    if (err == 0 && net->pci->msix_table != NULL) {
        e1000_write(net, REG_IVAR, IVAR_ALL_FIRST | IVAR_EVERY_SENT);
        net->causes |= CAUSE_MSIX_RX | CAUSE_MSIX_OTHER;
        net->causes_tx |= CAUSE_MSIX_TX;
    }
    return err;
}

static int e1000_probe(struct uc_pci_device *pci)
{
    struct e1000 *net = uc_calloc(1, sizeof *net);
    if (net == NULL) {
        return -UC_ENOMEM;
    }
    int err = -UC_ENOMEM;
    net->pci = pci;
    net->rx = uc_pages_alloc(1);
    net->tx = uc_pages_alloc(1);
    if (net->rx == NULL || net->tx == NULL) {
        goto free_net;
    }
    __builtin_memset((void *)(uintptr_t)net->rx, 0, UC_PAGE_SIZE);
    __builtin_memset((void *)(uintptr_t)net->tx, 0, UC_PAGE_SIZE);
    err = -UC_ENODEV;
    net->regs = uc_pci_map(pci, 0, REGS_BYTES);
    if (net->regs == NULL) {
        goto free_net;
    }
    uc_pci_enable(pci);
    err = reset(net);
    if (err < 0) {
        goto free_net;
    }
    read_mac(net);
    net->netdev.ops = &e1000_ops;
    net->netdev.mtu = MTU;
    net->netdev.rx_depth = RX_RING - 1;
    net->netdev.rx_bytes_min = BUFFER_BYTES;
    if (UC_CONFIG_E1000_CHECKSUM_OFFLOAD) {
        net->netdev.offloads = UC_NET_TX_CSUM | UC_NET_RX_CSUM;
    }
    err = start(net);
    if (err < 0) {
        goto reset_net;
    }
    err = claim_interrupt(net);
    if (err < 0) {
        goto reset_net;
    }
    uc_netdev_add(&net->netdev);
    return 0;
reset_net:
    (void)reset(net);
free_net:
    uc_pci_quiet(pci);
    if (net->tx != NULL) {
        uc_pages_free((void *)(uintptr_t)net->tx, 1);
    }
    if (net->rx != NULL) {
        uc_pages_free((void *)(uintptr_t)net->rx, 1);
    }
    uc_free(net);
    return err;
}

enum {
    INTEL = 0x8086
};

static const struct uc_pci_match e1000_matches[] = {
    {INTEL, 0x100e, 0, 0}, /* 82540EM */
    {INTEL, 0x100f, 0, 0}, /* 82545EM */
    {INTEL, 0x10d3, 0, 0}, /* 82574L */
};

UC_PCI_DRIVER(e1000, .name = "e1000", .matches = e1000_matches,
              .matches_n = UC_ARRAY_SIZE(e1000_matches), .probe = e1000_probe);

/* SPDX-License-Identifier: BSD-3-Clause */
/* The HBA. Spec: AHCI, 10.1.2 (initialization), 10.6.3 (handoff by firmware).
 */
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat.h>
#include <uc/sched.h>

#include "ahci.h"

enum {
    CLASS_AHCI = 0x010601,
    BAR = 5,
    HANDOFF_MS = 25,
    HANDOFF_BUSY_MS = 2000,
    RESET_MS = 1000, /* Spec: AHCI, 10.4.3 */
};

static void report(const char *what)
{
    uc_console_print("ahci: the controller ");
    uc_console_print(what);
    uc_console_print("\n");
}

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct ahci *hba = arg;
    uint32_t told = uc_mmio_read32(hba->regs + REG_INTERRUPTS);

    for (uint32_t left = told; left != 0; left &= left - 1) {
        struct ahci_port *port = hba->ports[__builtin_ctz(left)];

        if (port != NULL && port->added) {
            if ((ahci_take_causes(port) & (CAUSES_LINK | CAUSES_FATAL)) != 0) {
                uc_work_raise(&port->late);
            }
            uc_blk_interrupt(&port->disk);
        }
    }
    uc_mmio_write32(hba->regs + REG_INTERRUPTS, told);
}

/* Where there is no interrupt. Context: thread. */
static void poll_again(struct uc_timer *timer)
{
    struct ahci_port *port = UC_CONTAINER_OF(timer, struct ahci_port, polling);

    (void)uc_blk_poll(&port->disk);
    uc_blk_lock(&port->disk);
    if (port->disk.in_flight > 0) {
        port->disk.ops->kick(&port->disk);
    }
    uc_blk_unlock(&port->disk);
}

static void pause(void)
{
    uc_sleep_until(uc_plat_clock_monotonic() + 50 * UC_NSEC_PER_US);
}

/* Waits until (bits) of a register are clear; false: for longer than (ms). */
static bool clears(volatile uint8_t *reg, uint32_t bits, unsigned ms)
{
    uc_nsec_t deadline = uc_plat_clock_monotonic() + ms * UC_NSEC_PER_MS;

    while ((uc_mmio_read32(reg) & bits) != 0) {
        if (uc_plat_clock_monotonic() > deadline) {
            return false;
        }
        pause();
    }
    return true;
}

/* Takes the HBA from firmware that still drives it. */
static void take_over(struct ahci *hba)
{
    volatile uint8_t *handoff = hba->regs + REG_HANDOFF;

    if ((uc_mmio_read32(hba->regs + REG_CAP2) & CAP2_HANDOFF) == 0) {
        return;
    }
    uc_mmio_write32(handoff, uc_mmio_read32(handoff) | HANDOFF_OS);
    if (!clears(handoff, HANDOFF_BIOS, HANDOFF_MS) &&
        ((uc_mmio_read32(handoff) & HANDOFF_BUSY) == 0 ||
         !clears(handoff, HANDOFF_BIOS | HANDOFF_BUSY, HANDOFF_BUSY_MS))) {
        report("is not handed over by the firmware: taken all the same");
    }
}

/* Whether all memory has addresses that an HBA of 32 bits can say. */
static bool memory_is_low(void)
{
    struct uc_plat_memory region;
    struct uc_dma_seg seg;

    for (unsigned i = 0; uc_plat_memory_region(i, &region) == 0; i++) {
        const char *last = (const char *)region.base + region.bytes - 1;
        if (uc_dma_map(last, 1, &seg, 1) != 1 || seg.addr >> 32 != 0) {
            return false;
        }
    }
    return true;
}

/* Resets it; (*ports) are those that it implements. */
static int open_hba(struct ahci *hba, uint32_t *ports)
{
    volatile uint8_t *control = hba->regs + REG_CONTROL;

    if (ahci_removed(hba)) {
        return -UC_ENODEV;
    }
    hba->cap = uc_mmio_read32(hba->regs + REG_CAP);
    *ports = uc_mmio_read32(hba->regs + REG_PORTS);
    if ((hba->cap & CAP_WIDE) == 0 && !memory_is_low()) {
        report("has addresses of 32 bits, and memory has more: left alone");
        return -UC_ENODEV;
    }
    take_over(hba);
    uc_mmio_write32(control, CONTROL_AHCI);
    uc_mmio_write32(control, CONTROL_AHCI | CONTROL_RESET);
    if (!clears(control, CONTROL_RESET, RESET_MS)) {
        return ahci_removed(hba) ? -UC_ENODEV : -UC_ETIMEDOUT;
    }
    uc_mmio_write32(control, CONTROL_AHCI);
    return 0;
}

/* Those of (ports) that have registers. */
static int make_ports(struct ahci *hba, uint32_t ports)
{
    unsigned n = 0;

    for (unsigned i = 0; i < PORTS_MAX; i++) {
        size_t at = REGS_PORTS + (size_t)i * REGS_PORT_BYTES;
        volatile uint8_t *regs;

        if ((ports >> i & 1) == 0) {
            continue;
        }
        regs = uc_pci_map(hba->pci, BAR, at + REGS_PORT_BYTES);
        if (regs == NULL || n > (hba->cap & CAP_PORTS)) {
            report("tells of more ports than it has");
            break;
        }
        struct ahci_port *port = uc_calloc(1, sizeof *port);
        if (port == NULL) {
            return -UC_ENOMEM;
        }
        n++;
        port->hba = hba;
        port->regs = regs + at;
        port->number = i;
        hba->ports[i] = port;
        ahci_begin(port);
    }
    return 0;
}

static void drop(struct ahci_port *port, int err)
{
    if (err == -UC_ETIMEDOUT) {
        ahci_report(port, "has a disk that does not answer");
    } else if (err == -UC_ENOMEM) {
        ahci_report(port, "has a disk, and there is no memory for it");
    } else if (err != -UC_ENODEV) {
        ahci_report(port, "has a disk that makes no sense");
    }
    port->hba->ports[port->number] = NULL;
    ahci_detach(port);
}

/* All ports at once: each may take its time. Returns how many have a disk. */
static unsigned bring_up(struct ahci *hba)
{
    unsigned disks = 0;
    bool again = true;

    while (again) {
        again = false;
        for (unsigned i = 0; i < PORTS_MAX; i++) {
            struct ahci_port *port = hba->ports[i];
            if (port == NULL || port->state == STATE_RUNNING) {
                continue;
            }
            int err = ahci_step(port);
            if (err == -UC_EAGAIN) {
                again = true;
            } else if (err < 0) {
                drop(port, err);
            } else {
                disks++;
            }
        }
        if (again) {
            pause();
        }
    }
    return disks;
}

static void add(struct ahci_port *port)
{
    port->timer.run = ahci_timer;
    port->polling.run = poll_again;
    port->late.run = ahci_late;
    port->disk.ops = &ahci_ops;
    port->disk.driver = "ahci";
    port->disk.id = port->identity.serial;
    port->disk.depth = port->slots_n;
    port->added = true;
    uc_blkdev_add(&port->disk);
}

/* Without a disk nothing of it stays. */
static void close_hba(struct ahci *hba)
{
    for (unsigned i = 0; i < PORTS_MAX; i++) {
        if (hba->ports[i] != NULL) {
            drop(hba->ports[i], -UC_ENODEV);
        }
    }
    uc_pci_quiet(hba->pci);
    uc_free(hba);
}

static int ahci_probe(struct uc_pci_device *pci)
{
    struct ahci *hba = uc_calloc(1, sizeof *hba);
    uint32_t ports = 0;

    if (hba == NULL) {
        return -UC_ENOMEM;
    }
    hba->pci = pci;
    uc_pci_enable(pci);
    hba->regs = uc_pci_map(pci, BAR, REGS_PORTS);
    int err = hba->regs == NULL ? -UC_EPROTO : open_hba(hba, &ports);
    if (err == 0) {
        err = make_ports(hba, ports);
    }
    if (err == 0 && bring_up(hba) == 0) {
        err = -UC_ENODEV;
    }
    if (err < 0) {
        if (err == -UC_ETIMEDOUT) {
            report("does not come out of its reset");
        }
        close_hba(hba);
        return err;
    }
    hba->polled = uc_pci_irq_claim(pci, 0, interrupt, hba) < 0;
    for (unsigned i = 0; i < PORTS_MAX; i++) {
        if (hba->ports[i] != NULL) {
            add(hba->ports[i]);
        }
    }
    if (!hba->polled) {
        uc_mmio_write32(hba->regs + REG_CONTROL,
                        CONTROL_AHCI | CONTROL_INTERRUPTS);
    }
    return 0;
}

static const struct uc_pci_match matches[] = {
    {UC_PCI_ANY, UC_PCI_ANY, CLASS_AHCI, 0xffffff},
};

UC_PCI_DRIVER(ahci, .name = "ahci", .matches = matches,
              .matches_n = UC_ARRAY_SIZE(matches), .probe = ahci_probe);

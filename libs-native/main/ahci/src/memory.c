/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat.h>
#include <uc/sched.h>

#include "ahci.h"

enum {
    STOP_MS = 500, /* Spec: AHCI, 10.1.2 */
};

static bool reaches(const struct ahci_port *port, uc_paddr_t address)
{
    return (port->hba->cap & CAP_WIDE) != 0 || address >> 32 == 0;
}

static void write64(volatile uint8_t *reg, uint64_t value)
{
    uc_mmio_write32(reg, (uint32_t)value);
    uc_mmio_write32(reg + 4, (uint32_t)(value >> 32));
}

static int map_page(struct ahci_port *port)
{
    struct uc_dma_seg seg;
    struct ahci_page *page = uc_memalign(UC_PAGE_SIZE, sizeof *page);

    if (page == NULL) {
        return -UC_ENOMEM;
    }
    if (uc_dma_map(page, sizeof *page, &seg, 1) != 1 ||
        !reaches(port, seg.addr)) {
        uc_free(page);
        return -UC_EFAULT;
    }
    __builtin_memset(page, 0, sizeof *page);
    port->page = page;
    write64(port->regs + PORT_LIST, seg.addr);
    write64(port->regs + PORT_FIS,
            seg.addr + offsetof(struct ahci_page, fises));
    return 0;
}

int ahci_attach(struct ahci_port *port)
{
    volatile uint8_t *reg = port->regs + PORT_COMMAND;
    int err = port->page != NULL ? 0 : map_page(port);

    if (err == 0) {
        uc_mmio_write32(reg, uc_mmio_read32(reg) | COMMAND_RECEIVE);
    }
    return err;
}

static unsigned count_slots(const struct ahci_port *port)
{
    unsigned of_hba = (port->hba->cap >> CAP_SLOTS_SHIFT & (SLOTS_MAX - 1)) + 1;
    unsigned n = port->identity.depth;

    if (n == 0 || (port->hba->cap & CAP_NCQ) == 0) {
        return 1; /* one by one */
    }
    n = n < of_hba ? n : of_hba;
    return n < UC_CONFIG_AHCI_QUEUE_SIZE ? n : UC_CONFIG_AHCI_QUEUE_SIZE;
}

int ahci_make_slots(struct ahci_port *port)
{
    struct uc_dma_seg seg;
    unsigned n = count_slots(port);

    port->slots = uc_calloc(n, sizeof *port->slots);
    port->tables = uc_memalign(sizeof *port->tables, n * sizeof *port->tables);
    if (port->slots == NULL || port->tables == NULL) {
        return -UC_ENOMEM;
    }
    __builtin_memset(port->tables, 0, n * sizeof *port->tables);
    for (unsigned i = n; i > 0; i--) {
        struct ahci_slot *slot = &port->slots[i - 1];

        if (uc_dma_map(&port->tables[i - 1], sizeof *port->tables, &seg, 1) !=
                1 ||
            !reaches(port, seg.addr)) {
            return -UC_EFAULT;
        }
        slot->table = seg.addr;
        slot->next = port->free;
        port->free = slot;
    }
    port->slots_n = (uint8_t)n;
    return 0;
}

static bool stops(struct ahci_port *port, uint32_t on, uint32_t runs)
{
    volatile uint8_t *reg = port->regs + PORT_COMMAND;
    uc_nsec_t deadline = uc_plat_clock_monotonic() + STOP_MS * UC_NSEC_PER_MS;

    uc_mmio_write32(reg, uc_mmio_read32(reg) & ~on);
    while ((uc_mmio_read32(reg) & runs) != 0) {
        if (uc_plat_clock_monotonic() > deadline) {
            return false;
        }
        uc_sleep_until(uc_plat_clock_monotonic() + 20 * UC_NSEC_PER_US);
    }
    return true;
}

void ahci_detach(struct ahci_port *port)
{
    /* What the device may still write to stays. */
    if (port->page != NULL && !ahci_removed(port->hba) &&
        (!stops(port, COMMAND_START, COMMAND_RUNNING) ||
         !stops(port, COMMAND_RECEIVE, COMMAND_RECEIVING))) {
        ahci_report(port, "does not stop: its memory is lost");
        return;
    }
    uc_free(port->page);
    uc_free(port->slots);
    uc_free(port->tables);
    uc_free(port);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: AHCI, 5.5 (system software rules: building and issuing commands). */
#include <uc/barrier.h>
#include <uc/plat.h>

#include "ahci.h"

void ahci_put_fis(struct ahci_table *table, const struct ahci_command *command)
{
    table->fis = (struct ahci_fis){
        .type = FIS_TO_DEVICE,
        .flags = FIS_COMMAND,
        .command = command->code,
        .device = command->device,
        .feature = (uint8_t)command->feature,
        .feature_high = (uint8_t)(command->feature >> 8),
        .count = (uint8_t)command->count,
        .count_high = (uint8_t)(command->count >> 8),
    };
    for (unsigned i = 0; i < 3; i++) {
        table->fis.block[i] = (uint8_t)(command->block >> (8 * i));
        table->fis.block_high[i] = (uint8_t)(command->block >> (24 + 8 * i));
    }
}

static void put_header(const struct ahci_port *port, unsigned number,
                       uc_paddr_t table, uint16_t regions_n, bool writes)
{
    port->page->list[number] = (struct ahci_header){
        .flags = uc_le16_of(
            (uint16_t)(FIS_WORDS | (writes ? (unsigned)HEADER_WRITE : 0u))),
        .regions_n = uc_le16_of(regions_n),
        .table = uc_le64_of(table),
    };
}

void ahci_ask(struct ahci_port *port, const struct ahci_command *command)
{
    struct ahci_page *page = port->page;
    struct uc_dma_seg seg = {0, 0};

    (void)uc_dma_map(page, sizeof *page, &seg, 1); /* tried by ahci_attach */
    __builtin_memset(page->data, 0, sizeof page->data);
    uc_dma_sync_for_device(page->data, sizeof page->data, UC_DMA_FROM_DEVICE);
    ahci_put_fis(&page->table, command);
    page->table.regions[0] = (struct ahci_region){
        .address = uc_le64_of(seg.addr + offsetof(struct ahci_page, data)),
        .bytes = uc_le32_of(sizeof page->data - 1),
    };
    put_header(port, 0, seg.addr + offsetof(struct ahci_page, table), 1, false);
    uc_dma_wmb();
    uc_mmio_write32(port->regs + PORT_ISSUE, 1);
}

/*
 * A drive takes queued commands together, and others only alone: an error then
 * is that of the one. Spec: ACS, 4.15 (NCQ feature set).
 */
static bool may_issue(const struct ahci_port *port,
                      const struct ahci_slot *slot)
{
    return port->issued == 0 ||
           (port->queued && slot->queued && port->suspects == 0);
}

void ahci_issue(struct ahci_port *port)
{
    struct ahci_slot *slot;
    uint32_t bits = 0;

    while ((slot = port->waiting) != NULL && may_issue(port, slot)) {
        unsigned number = (unsigned)(slot - port->slots);

        port->waiting = slot->next;
        put_header(port, number, slot->table, slot->regions_n, slot->writes);
        slot->age = 0;
        port->queued = slot->queued;
        port->issued |= UINT32_C(1) << number;
        bits |= UINT32_C(1) << number;
    }
    if (bits == 0) {
        return;
    }
    uc_dma_wmb();
    if (port->queued) {
        uc_mmio_write32(port->regs + PORT_ACTIVE, bits);
    }
    uc_mmio_write32(port->regs + PORT_ISSUE, bits);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "ahci.h"

enum {
    POLL_US = 50,
    PAGES_AT_ONCE = 8,
};

/* One more region, or more of the last one. */
static int add_region(const struct ahci_port *port, struct ahci_table *table,
                      struct ahci_slot *slot, const struct uc_dma_seg *seg)
{
    struct ahci_region *last =
        slot->regions_n > 0 ? &table->regions[slot->regions_n - 1] : NULL;

    if ((port->hba->cap & CAP_WIDE) == 0 &&
        (seg->addr + seg->bytes) >> 32 > 0) {
        return -UC_EFAULT; /* nothing of the kind: see the probe */
    }
    if (last != NULL &&
        uc_le64_get(last->address) + uc_le32_get(last->bytes) + 1 ==
            seg->addr) {
        last->bytes =
            uc_le32_of(uc_le32_get(last->bytes) + (uint32_t)seg->bytes);
        return 0;
    }
    if (slot->regions_n == REGIONS_MAX) {
        return -UC_E2BIG;
    }
    table->regions[slot->regions_n++] = (struct ahci_region){
        .address = uc_le64_of(seg->addr),
        .bytes = uc_le32_of((uint32_t)seg->bytes - 1),
    };
    return 0;
}

static int add_data(const struct ahci_port *port, struct ahci_table *table,
                    struct ahci_slot *slot, const struct uc_blk_piece *piece)
{
    struct uc_dma_seg segs[PAGES_AT_ONCE];
    const char *data = piece->data;
    size_t left = piece->bytes;

    while (left > 0) {
        size_t part =
            PAGES_AT_ONCE * UC_PAGE_SIZE - (uintptr_t)data % UC_PAGE_SIZE;
        part = part < left ? part : left;
        int n = uc_dma_map(data, part, segs, PAGES_AT_ONCE);
        for (int i = 0; i < n; i++) {
            int err = add_region(port, table, slot, &segs[i]);
            if (err < 0) {
                return err;
            }
        }
        if (n < 0) {
            return n;
        }
        data += part;
        left -= part;
    }
    return 0;
}

static int map_data(const struct ahci_port *port, struct ahci_table *table,
                    struct ahci_slot *slot)
{
    const struct uc_blk_request *request = slot->request;

    for (unsigned i = 0; i < request->pieces_n; i++) {
        const struct uc_blk_piece *piece = &request->pieces[i];

        uc_dma_sync_for_device(piece->data, piece->bytes,
                               slot->writes ? UC_DMA_TO_DEVICE
                                            : UC_DMA_FROM_DEVICE);
        int err = add_data(port, table, slot, piece);
        if (err < 0) {
            return err;
        }
    }
    return 0;
}

/* Spec: ACS, 7.10 (DATA SET MANAGEMENT); in the place of the last regions. */
static void put_ranges(struct ahci_table *table, struct ahci_slot *slot)
{
    enum {
        RANGES = PAGE_BYTES / sizeof(uc_le64),
        REGIONS = PAGE_BYTES / sizeof(struct ahci_region),
    };
    uc_le64 *ranges = (void *)&table->regions[REGIONS_MAX - REGIONS];
    uint64_t block = slot->request->block;
    uint64_t left = slot->request->blocks;

    for (unsigned i = 0; i < RANGES; i++) {
        uint64_t part = left < TRIM_RANGE_BLOCKS ? left : TRIM_RANGE_BLOCKS;

        ranges[i] = uc_le64_of(part > 0 ? part << 48 | block : 0);
        block += part;
        left -= part;
    }
    slot->writes = true;
    slot->regions_n = 1;
    table->regions[0] = (struct ahci_region){
        .address =
            uc_le64_of(slot->table + offsetof(struct ahci_table, regions) +
                       (REGIONS_MAX - REGIONS) * sizeof(struct ahci_region)),
        .bytes = uc_le32_of(PAGE_BYTES - 1),
    };
}

static void choose_move(const struct ahci_port *port,
                        const struct ahci_slot *slot, struct ahci_command *out)
{
    const struct uc_blk_request *request = slot->request;
    bool fua = slot->writes && (request->flags & UC_BLK_FUA) != 0 &&
               (port->disk.features & UC_BLK_HAS_FUA) != 0;

    out->device = DEVICE_LBA;
    out->block = request->block;
    out->count = (uint16_t)request->blocks;
    if (slot->queued) {
        out->code = slot->writes ? ATA_WRITE_QUEUED : ATA_READ_QUEUED;
        out->feature = (uint16_t)request->blocks;
        out->count = (uint16_t)((unsigned)(slot - port->slots) << 3);
        out->device |= fua ? DEVICE_FUA : 0;
    } else if (port->identity.wide) {
        out->code = !slot->writes ? ATA_READ_WIDE
                    : fua         ? ATA_WRITE_FUA
                                  : ATA_WRITE_WIDE;
    } else {
        out->code = slot->writes ? ATA_WRITE : ATA_READ;
        out->count &= 0xff; /* 0: 256 */
        out->device |= (uint8_t)(request->block >> 24 & 0xf);
        out->block &= 0xffffff;
    }
}

static int fill(const struct ahci_port *port, struct ahci_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    struct ahci_table *table = &port->tables[slot - port->slots];
    struct ahci_command command = {.device = DEVICE_LBA};
    int err = 0;

    slot->regions_n = 0;
    slot->writes = request->op == UC_BLK_WRITE;
    slot->queued = port->slots_n > 1 &&
                   (request->op == UC_BLK_READ || request->op == UC_BLK_WRITE);
    switch (request->op) {
    case UC_BLK_FLUSH:
        command.code = port->identity.flushes_wide ? ATA_FLUSH_WIDE : ATA_FLUSH;
        break;
    case UC_BLK_DISCARD:
        command.code = ATA_TRIM;
        command.feature = TRIM_FEATURE;
        command.count = 1;
        put_ranges(table, slot);
        break;
    default:
        choose_move(port, slot, &command);
        err = map_data(port, table, slot);
        break;
    }
    ahci_put_fis(table, &command);
    uc_dma_sync_for_device(table, sizeof *table, UC_DMA_TO_DEVICE);
    return err;
}

void ahci_wait_last(struct ahci_port *port, struct ahci_slot *slot)
{
    slot->next = NULL;
    if (port->waiting == NULL) {
        port->waiting = slot;
    } else {
        port->waiting_last->next = slot;
    }
    port->waiting_last = slot;
}

void ahci_wait_first(struct ahci_port *port, struct ahci_slot *slot)
{
    if (port->waiting == NULL) {
        port->waiting_last = slot;
    }
    slot->next = port->waiting;
    port->waiting = slot;
}

static int ahci_queue(struct uc_blkdev *disk, struct uc_blk_request *request)
{
    struct ahci_port *port = ahci_port_of(disk);
    struct ahci_slot *slot = port->free;

    if (port->state == STATE_DEAD) {
        return -UC_ENODEV;
    }
    if (slot == NULL) {
        return -UC_EAGAIN;
    }
    slot->request = request;
    int err = fill(port, slot);
    if (err < 0) {
        slot->request = NULL;
        return err;
    }
    port->free = slot->next;
    slot->tries = 0;
    slot->verdict = 0;
    ahci_wait_last(port, slot);
    return 0;
}

static void ahci_kick(struct uc_blkdev *disk)
{
    struct ahci_port *port = ahci_port_of(disk);

    if (port->state != STATE_RUNNING) {
        return; /* what waits goes when the port runs again */
    }
    ahci_issue(port);
    ahci_watch(port);
    if (port->hba->polled && !port->polling.armed) {
        uc_timer_arm(&port->polling,
                     uc_plat_clock_monotonic() + POLL_US * UC_NSEC_PER_US);
    }
}

void ahci_end(struct ahci_port *port, struct ahci_slot *slot, int result)
{
    struct uc_blk_request *request = slot->request;
    uint32_t bit = UINT32_C(1) << (slot - port->slots);

    for (unsigned i = 0; request->op == UC_BLK_READ && i < request->pieces_n;
         i++) {
        uc_dma_sync_for_cpu(request->pieces[i].data, request->pieces[i].bytes,
                            UC_DMA_FROM_DEVICE);
    }
    port->issued &= ~bit;
    port->suspects &= ~bit;
    port->lost &= ~bit;
    slot->request = NULL;
    slot->next = port->free;
    port->free = slot;
    uc_blk_done(&port->disk, request, result);
}

/* Ends what the drive is done with. Returns more causes, or 0. */
static uint32_t take_done(struct ahci_port *port)
{
    uint32_t done;

    if (port->issued == 0) {
        return 0;
    }
    done =
        port->issued &
        ~uc_mmio_read32(port->regs + (port->queued ? PORT_ACTIVE : PORT_ISSUE));
    /* Quirk: QEMU before 8.1 takes a command that failed for done. */
    if (done != 0 && !port->queued &&
        (uc_mmio_read32(port->regs + PORT_TASK_FILE) &
         (STATUS_ERROR | STATUS_FAULT)) != 0) {
        return CAUSE_TASK_FILE;
    }
    uc_dma_rmb(); /* data are as new as the register */
    while (done != 0) {
        unsigned number = (unsigned)__builtin_ctz(done);

        done &= done - 1;
        port->restarts = 0;
        ahci_end(port, &port->slots[number], 0);
    }
    return 0;
}

static void ahci_poll(struct uc_blkdev *disk)
{
    struct ahci_port *port = ahci_port_of(disk);

    if (port->state != STATE_RUNNING) {
        return;
    }
    if (port->hba->polled) {
        (void)ahci_take_causes(port);
    }
    uint32_t causes = __atomic_exchange_n(&port->causes, 0, __ATOMIC_ACQUIRE);
    causes |= take_done(port);
    if ((causes & CAUSES_FATAL) != 0) {
        ahci_failed(port, causes);
    } else if ((causes & CAUSES_LINK) != 0) {
        port->reset_link = true;
        ahci_restart(port, "lost its link");
    } else {
        ahci_issue(port);
    }
}

/* Each completion interrupts, and none is lost between poll and sleep: the
 * causes are cleared before the commands are looked at. */
static bool ahci_arm(struct uc_blkdev *disk)
{
    (void)disk;
    return false;
}

const struct uc_blkdev_ops ahci_ops = {
    .queue = ahci_queue,
    .kick = ahci_kick,
    .poll = ahci_poll,
    .arm = ahci_arm,
};

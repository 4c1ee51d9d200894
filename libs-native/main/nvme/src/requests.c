/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "nvme.h"

enum {
    POLL_US = 50
};

static uc_le64 *list_of(const struct nvme *nvme, const struct nvme_slot *slot)
{
    return nvme->lists + (size_t)(slot - nvme->slots) * LIST_ENTRIES;
}

static int address_of(const void *mem, size_t bytes, uc_le64 *out)
{
    struct uc_dma_seg seg;
    int n = uc_dma_map(mem, bytes, &seg, 1);

    if (n < 0) {
        return n;
    }
    *out = uc_le64_of(seg.addr);
    return 0;
}

/* Spec: NVM Express 1.4, 4.3 (physical region page entry and list). */
static int map_data(const struct nvme *nvme, struct nvme_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    struct nvme_command *command = &slot->command;
    uc_le64 *list = list_of(nvme, slot);
    enum uc_dma_dir dir =
        request->op == UC_BLK_READ ? UC_DMA_FROM_DEVICE : UC_DMA_TO_DEVICE;
    unsigned n = 0;

    for (unsigned i = 0; i < request->pieces_n; i++) {
        const char *data = request->pieces[i].data;
        size_t left = request->pieces[i].bytes;

        uc_dma_sync_for_device(data, left, dir);
        while (left > 0) {
            size_t part = UC_PAGE_SIZE - (uintptr_t)data % UC_PAGE_SIZE;
            part = part < left ? part : left;
            if (n > LIST_ENTRIES) {
                return -UC_E2BIG;
            }
            int err = address_of(data, part,
                                 n == 0 ? &command->prp[0] : &list[n - 1]);
            if (err < 0) {
                return err;
            }
            n++;
            data += part;
            left -= part;
        }
    }
    if (n == 2) {
        command->prp[1] = list[0];
    } else if (n > 2) {
        size_t bytes = (n - 1) * sizeof *list;
        uc_dma_sync_for_device(list, bytes, UC_DMA_TO_DEVICE);
        return address_of(list, bytes, &command->prp[1]);
    }
    return 0;
}

static int map_range(const struct nvme *nvme, struct nvme_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    struct nvme_range *range = (void *)list_of(nvme, slot);

    range->attributes = uc_le32_of(0);
    range->blocks = uc_le32_of(request->blocks);
    range->block = uc_le64_of(request->block);
    uc_dma_sync_for_device(range, sizeof *range, UC_DMA_TO_DEVICE);
    slot->command.words[0] = uc_le32_of(0); /* one range */
    slot->command.words[1] = uc_le32_of(DATASET_DEALLOCATE);
    return address_of(range, sizeof *range, &slot->command.prp[0]);
}

static const uint8_t opcodes[] = {
    [UC_BLK_READ] = NVM_READ,   [UC_BLK_WRITE] = NVM_WRITE,
    [UC_BLK_FLUSH] = NVM_FLUSH, [UC_BLK_DISCARD] = NVM_DATASET,
    [UC_BLK_ZERO] = NVM_ZERO,
};

static int fill(const struct nvme *nvme, struct nvme_slot *slot)
{
    const struct uc_blk_request *request = slot->request;
    struct nvme_command *command = &slot->command;
    uint32_t flags = 0;

    *command = (struct nvme_command){.opcode = opcodes[request->op]};
    command->id = uc_le16_of((uint16_t)(slot - nvme->slots));
    command->namespace = uc_le32_of(nvme->namespace);
    if (request->op == UC_BLK_FLUSH) {
        return 0;
    }
    if (request->op == UC_BLK_DISCARD) {
        return map_range(nvme, slot);
    }
    if (request->op == UC_BLK_WRITE && (request->flags & UC_BLK_FUA) != 0) {
        flags = NVM_FUA;
    } else if (request->op == UC_BLK_ZERO &&
               (request->flags & UC_BLK_UNMAP) != 0) {
        flags = NVM_DEALLOCATE;
    }
    command->words[0] = uc_le32_of((uint32_t)request->block);
    command->words[1] = uc_le32_of((uint32_t)(request->block >> 32));
    command->words[2] = uc_le32_of((request->blocks - 1) | flags);
    return request->op == UC_BLK_ZERO ? 0 : map_data(nvme, slot);
}

void nvme_send(struct nvme *nvme, struct nvme_slot *slot)
{
    slot->age = 0;
    slot->aborting = false;
    nvme_queue_add(&nvme->queues[IO], &slot->command);
}

static int nvme_queue(struct uc_blkdev *disk, struct uc_blk_request *request)
{
    struct nvme *nvme = nvme_of(disk);
    struct nvme_slot *slot = nvme->free;

    if (nvme->state == STATE_DEAD) {
        return -UC_ENODEV;
    }
    if (slot == NULL) {
        return -UC_EAGAIN;
    }
    slot->request = request;
    int err = fill(nvme, slot);
    if (err < 0) {
        slot->request = NULL;
        return err;
    }
    nvme->free = slot->next;
    slot->expired = false;
    if (nvme->state == STATE_RUNNING) {
        nvme_send(nvme, slot);
    } /* else it goes when the controller has been reset */
    return 0;
}

static void nvme_kick(struct uc_blkdev *disk)
{
    struct nvme *nvme = nvme_of(disk);

    if (nvme->state != STATE_RUNNING) {
        return;
    }
    nvme_queue_ring(&nvme->queues[IO]);
    nvme_watch(nvme);
    if (nvme->polled && !nvme->polling.armed) {
        uc_timer_arm(&nvme->polling,
                     uc_plat_clock_monotonic() + POLL_US * UC_NSEC_PER_US);
    }
}

void nvme_end(struct nvme *nvme, struct nvme_slot *slot, int result)
{
    struct uc_blk_request *request = slot->request;

    for (unsigned i = 0; request->op == UC_BLK_READ && i < request->pieces_n;
         i++) {
        uc_dma_sync_for_cpu(request->pieces[i].data, request->pieces[i].bytes,
                            UC_DMA_FROM_DEVICE);
    }
    slot->request = NULL;
    slot->next = nvme->free;
    nvme->free = slot;
    uc_blk_done(&nvme->disk, request, result);
}

/* Spec: NVM Express 1.4, 4.6.1.2 (status code); (type) << 8 | (code). */
static int result_of(uint32_t status, bool aborting)
{
    switch (status) {
    case 0x000:
        return 0;
    case 0x001: /* opcode */
        return -UC_EOPNOTSUPP;
    case 0x007: /* as we asked for it */
        return aborting ? -UC_ETIMEDOUT : -UC_EIO;
    case 0x00b: /* namespace */
        return -UC_ENODEV;
    case 0x020: /* write protected */
    case 0x182: /* read-only range */
        return -UC_EROFS;
    case 0x080:
        return -UC_ERANGE;
    case 0x081:
        return -UC_ENOSPC;
    default:
        return -UC_EIO;
    }
}

static void nvme_poll(struct uc_blkdev *disk)
{
    struct nvme *nvme = nvme_of(disk);
    struct nvme_queue *queue = &nvme->queues[IO];
    struct nvme_completion done;
    bool taken = false;

    if (nvme->state != STATE_RUNNING) {
        return;
    }
    nvme_admin_poll(nvme);
    /* Each ends a request, or the loop. */
    while (nvme_queue_take(queue, &done)) {
        unsigned id = uc_le16_get(done.id);

        if (id >= nvme->slots_n || nvme->slots[id].request == NULL ||
            uc_le16_get(done.queue) != IO) {
            nvme_restart(nvme, "completed what nobody asked for");
            return;
        }
        struct nvme_slot *slot = &nvme->slots[id];
        taken = true;
        nvme->resets = 0;
        nvme_end(
            nvme, slot,
            result_of(uc_le16_get(done.status) >> 1 & 0x7ff, slot->aborting));
    }
    if (taken) {
        nvme_queue_taken(queue);
    }
}

static bool nvme_arm(struct uc_blkdev *disk)
{
    struct nvme *nvme = nvme_of(disk);

    if (nvme->state != STATE_RUNNING) {
        return false;
    }
    if (UC_READ_ONCE(nvme->masked)) {
        nvme->masked = false;
        uc_mmio_write32(nvme->regs + REG_MASK_CLEAR, 1);
    }
    uc_dma_mb();
    return nvme_queue_pending(&nvme->queues[IO]);
}

const struct uc_blkdev_ops nvme_ops = {
    .queue = nvme_queue,
    .kick = nvme_kick,
    .poll = nvme_poll,
    .arm = nvme_arm,
};

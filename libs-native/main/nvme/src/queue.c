/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/compiler.h>

#include "nvme.h"

void nvme_queue_reset(struct nvme_queue *queue)
{
    queue->tail = 0;
    queue->head = 0;
    queue->phase = 1;
    queue->rung = true;
    __builtin_memset(queue->completions, 0,
                     queue->entries * sizeof *queue->completions);
}

void nvme_queue_add(struct nvme_queue *queue,
                    const struct nvme_command *command)
{
    queue->commands[queue->tail] = *command;
    queue->tail = (uint16_t)((queue->tail + 1) % queue->entries);
    queue->rung = false;
}

void nvme_queue_ring(struct nvme_queue *queue)
{
    if (!queue->rung) {
        queue->rung = true;
        uc_dma_wmb();
        uc_mmio_write32(queue->submission_bell, queue->tail);
    }
}

bool nvme_queue_pending(const struct nvme_queue *queue)
{
    const struct nvme_completion *at = &queue->completions[queue->head];
    uc_le16 status = {UC_READ_ONCE(at->status.raw)};

    return (uc_le16_get(status) & 1) == queue->phase;
}

bool nvme_queue_take(struct nvme_queue *queue, struct nvme_completion *out)
{
    if (!nvme_queue_pending(queue)) {
        return false;
    }
    uc_dma_rmb(); /* the rest is as old as the phase, or newer */
    *out = queue->completions[queue->head];
    queue->head++;
    if (queue->head == queue->entries) {
        queue->head = 0;
        queue->phase ^= 1;
    }
    return true;
}

void nvme_queue_taken(struct nvme_queue *queue)
{
    uc_mmio_write32(queue->completion_bell, queue->head);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From any state of the controller to one that carries commands out, step by
 * step. Spec: NVM Express 1.4, 7.6.1 (initialization).
 */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "nvme.h"

enum {
    VERSION_LISTS = 0x10100, /* tells which namespaces are there */
};

#define COMMAND_TIME (UC_CONFIG_NVME_TIMEOUT_MS * UC_NSEC_PER_MS)

/* Registers of a device that is not there read as ones. */
bool nvme_removed(const struct nvme *nvme)
{
    return uc_mmio_read32(nvme->regs + REG_STATUS) == UINT32_MAX;
}

void nvme_disable(struct nvme *nvme)
{
    nvme->state = STATE_DISABLING;
    nvme->admin_busy = false;
    nvme->admin_status = NOT_DONE;
    nvme->deadline = uc_plat_clock_monotonic() + nvme->ready_time;
    uc_mmio_write32(nvme->regs + REG_CONFIG, 0);
}

static int late(const struct nvme *nvme)
{
    return uc_plat_clock_monotonic() > nvme->deadline ? -UC_ETIMEDOUT
                                                      : -UC_EAGAIN;
}

static uc_le64 address_of(const void *mem)
{
    struct uc_dma_seg seg = {0, 0};

    (void)uc_dma_map(mem, UC_PAGE_SIZE, &seg, 1); /* tried by the probe */
    return uc_le64_of(seg.addr);
}

static void write64(volatile uint8_t *reg, uc_le64 value)
{
    uint64_t address = uc_le64_get(value);

    uc_mmio_write32(reg, (uint32_t)address);
    uc_mmio_write32(reg + 4, (uint32_t)(address >> 32));
}

static void enable(struct nvme *nvme)
{
    struct nvme_queue *admin = &nvme->queues[ADMIN];
    uint32_t sizes = ADMIN_ENTRIES - 1;

    nvme_queue_reset(admin);
    nvme_queue_reset(&nvme->queues[IO]);
    uc_mmio_write32(nvme->regs + REG_ADMIN_SIZES, sizes << 16 | sizes);
    write64(nvme->regs + REG_ADMIN_SUBMISSION, address_of(admin->commands));
    write64(nvme->regs + REG_ADMIN_COMPLETION, address_of(admin->completions));
    uc_dma_wmb();
    uc_mmio_write32(nvme->regs + REG_CONFIG, CONFIG_SIZES | CONFIG_ENABLE);
    nvme->state = STATE_ENABLING;
    nvme->deadline = uc_plat_clock_monotonic() + nvme->ready_time;
}

void nvme_admin_send(struct nvme *nvme, struct nvme_command *command)
{
    nvme->admin_id++;
    nvme->admin_busy = true;
    nvme->admin_status = NOT_DONE;
    nvme->deadline = uc_plat_clock_monotonic() + COMMAND_TIME;
    command->id = uc_le16_of(nvme->admin_id);
    nvme_queue_add(&nvme->queues[ADMIN], command);
    nvme_queue_ring(&nvme->queues[ADMIN]);
}

void nvme_admin_poll(struct nvme *nvme)
{
    struct nvme_completion done;

    /* One at most: more are no answers to what was asked. */
    if (nvme->admin_busy && nvme_queue_take(&nvme->queues[ADMIN], &done)) {
        nvme_queue_taken(&nvme->queues[ADMIN]);
        if (uc_le16_get(done.id) == nvme->admin_id) {
            nvme->admin_busy = false;
            nvme->admin_status = uc_le16_get(done.status) >> 1;
        }
    }
}

static void identify(struct nvme *nvme, enum nvme_state state, uint32_t what,
                     uint32_t namespace)
{
    struct nvme_command command = {.opcode = ADMIN_IDENTIFY};

    nvme->state = state;
    __builtin_memset(nvme->data, 0, UC_PAGE_SIZE);
    uc_dma_sync_for_device(nvme->data, UC_PAGE_SIZE, UC_DMA_FROM_DEVICE);
    command.namespace = uc_le32_of(namespace);
    command.prp[0] = uc_le64_of(nvme->data_address);
    command.words[0] = uc_le32_of(what);
    nvme_admin_send(nvme, &command);
}

static void make_queue(struct nvme *nvme, enum nvme_state state)
{
    struct nvme_queue *queue = &nvme->queues[IO];
    bool completion = state == STATE_COMPLETION;
    struct nvme_command command = {.opcode = completion
                                                 ? ADMIN_CREATE_COMPLETION
                                                 : ADMIN_CREATE_SUBMISSION};
    uint32_t flags =
        completion ? (nvme->polled ? 0 : QUEUE_INTERRUPTS) : (uint32_t)IO << 16;

    nvme->state = state;
    command.prp[0] = completion ? address_of(queue->completions)
                                : address_of(queue->commands);
    command.words[0] = uc_le32_of((queue->entries - 1u) << 16 | IO);
    command.words[1] = uc_le32_of(flags | QUEUE_CONTIGUOUS);
    nvme_admin_send(nvme, &command);
}

static void count_queues(struct nvme *nvme)
{
    struct nvme_command command = {.opcode = ADMIN_SET_FEATURES};

    nvme->state = STATE_QUEUES;
    command.words[0] = uc_le32_of(FEATURE_QUEUES);
    nvme_admin_send(nvme, &command); /* one of each: word 11 is 0 */
}

static int next_namespace(struct nvme *nvme)
{
    if (nvme->namespace == 0) {
        if (nvme->candidate >= nvme->candidates_n) {
            return -UC_ENODEV; /* a controller without a disk of use */
        }
        identify(nvme, STATE_NAMESPACE, IDENTIFY_NAMESPACE,
                 nvme->candidates[nvme->candidate]);
    } else {
        identify(nvme, STATE_NAMESPACE, IDENTIFY_NAMESPACE, nvme->namespace);
    }
    return -UC_EAGAIN;
}

/* The namespace that was asked for, or the next one. */
static int take_namespace(struct nvme *nvme, bool ok)
{
    if (ok && nvme_read_namespace(nvme) == 0) {
        if (nvme->namespace == 0) {
            nvme->namespace = nvme->candidates[nvme->candidate];
        }
        count_queues(nvme);
        return -UC_EAGAIN;
    }
    if (nvme->namespace != 0) {
        return -UC_ENODEV;
    }
    nvme->candidate++;
    return next_namespace(nvme);
}

/* The command of the state is done: starts the next one's. */
static int advance(struct nvme *nvme, bool ok)
{
    uc_dma_sync_for_cpu(nvme->data, UC_PAGE_SIZE, UC_DMA_FROM_DEVICE);
    switch (nvme->state) {
    case STATE_CONTROLLER:
        if (!ok || nvme_read_controller(nvme) < 0) {
            return -UC_EIO;
        }
        if (nvme->namespace == 0 &&
            uc_mmio_read32(nvme->regs + REG_VERSION) >= VERSION_LISTS) {
            identify(nvme, STATE_LIST, IDENTIFY_LIST, 0);
            return -UC_EAGAIN;
        }
        return next_namespace(nvme);
    case STATE_LIST:
        if (ok) {
            nvme_read_list(nvme);
        }
        return next_namespace(nvme);
    case STATE_NAMESPACE:
        return take_namespace(nvme, ok);
    case STATE_QUEUES: /* where it fails, the next two tell */
        make_queue(nvme, STATE_COMPLETION);
        return -UC_EAGAIN;
    case STATE_COMPLETION:
        make_queue(nvme, STATE_SUBMISSION);
        return ok ? -UC_EAGAIN : -UC_EIO;
    default:
        nvme->state = STATE_RUNNING;
        return ok ? 0 : -UC_EIO;
    }
}

int nvme_step(struct nvme *nvme)
{
    uint32_t status = uc_mmio_read32(nvme->regs + REG_STATUS);

    if (status == UINT32_MAX) {
        return -UC_ENODEV;
    }
    if (nvme->state == STATE_DISABLING) {
        if ((status & STATUS_READY) != 0) {
            return late(nvme);
        }
        enable(nvme);
        return -UC_EAGAIN;
    }
    if ((status & STATUS_FATAL) != 0) {
        return -UC_EIO;
    }
    if (nvme->state == STATE_ENABLING) {
        if ((status & STATUS_READY) == 0) {
            return late(nvme);
        }
        identify(nvme, STATE_CONTROLLER, IDENTIFY_CONTROLLER, 0);
        return -UC_EAGAIN;
    }
    nvme_admin_poll(nvme);
    if (nvme->admin_status == NOT_DONE) {
        return late(nvme);
    }
    return advance(nvme, (nvme->admin_status & 0x7ff) == 0);
}

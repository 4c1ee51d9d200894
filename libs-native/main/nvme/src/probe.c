/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat.h>
#include <uc/sched.h>

#include "nvme.h"

enum {
    CAP_ENTRIES = 0xffff,
    CAP_TIME_SHIFT = 24, /* in units of 500 ms */
    CAP_STRIDE = 0xf,    /* from here on of the upper half */
    CAP_NVM = 1 << 5,
    CAP_PAGE_MIN_SHIFT = 16,
    CLASS_NVME = 0x010802,
};

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct nvme *nvme = arg;

    if (!nvme->added) {
        return;
    }
    if (nvme->pci->irq_kind == UC_PCI_IRQ_LINE) {
        /* There is no telling whose it was: until the next poll. */
        UC_WRITE_ONCE(nvme->masked, true);
        uc_mmio_write32(nvme->regs + REG_MASK_SET, 1);
    }
    uc_blk_interrupt(&nvme->disk);
}

/* Where there is no interrupt. Context: thread. */
static void poll_again(struct uc_timer *timer)
{
    struct nvme *nvme = UC_CONTAINER_OF(timer, struct nvme, polling);

    (void)uc_blk_poll(&nvme->disk);
    uc_blk_lock(&nvme->disk);
    if (nvme->disk.in_flight > 0) {
        nvme->disk.ops->kick(&nvme->disk);
    }
    uc_blk_unlock(&nvme->disk);
}

/* A page that the device reaches by one address; NULL: there is none. */
static void *page(void)
{
    struct uc_dma_seg seg;
    void *mem = uc_memalign(UC_PAGE_SIZE, UC_PAGE_SIZE);

    if (mem != NULL && uc_dma_map(mem, UC_PAGE_SIZE, &seg, 1) == 1) {
        __builtin_memset(mem, 0, UC_PAGE_SIZE);
        return mem;
    }
    uc_free(mem);
    return NULL;
}

static void free_memory(struct nvme *nvme)
{
    for (unsigned i = 0; i < UC_ARRAY_SIZE(nvme->queues); i++) {
        uc_free(nvme->queues[i].commands);
        uc_free(nvme->queues[i].completions);
    }
    uc_free(nvme->data);
    uc_free(nvme->slots);
    uc_free(nvme->lists);
}

static int make_memory(struct nvme *nvme)
{
    struct uc_dma_seg seg;
    uint16_t slots_n = (uint16_t)(nvme->queues[IO].entries - 1);

    for (unsigned i = 0; i < UC_ARRAY_SIZE(nvme->queues); i++) {
        struct nvme_queue *queue = &nvme->queues[i];
        queue->commands = page();
        queue->completions = page();
        if (queue->commands == NULL || queue->completions == NULL) {
            return -UC_ENOMEM;
        }
    }
    nvme->data = page();
    nvme->slots = uc_calloc(slots_n, sizeof *nvme->slots);
    nvme->lists = uc_memalign(LIST_ENTRIES * sizeof *nvme->lists,
                              slots_n * LIST_ENTRIES * sizeof *nvme->lists);
    if (nvme->data == NULL || nvme->slots == NULL || nvme->lists == NULL) {
        return -UC_ENOMEM;
    }
    (void)uc_dma_map(nvme->data, UC_PAGE_SIZE, &seg, 1);
    nvme->data_address = seg.addr;
    for (uint16_t i = slots_n; i > 0; i--) {
        nvme->slots[i - 1].next = nvme->free;
        nvme->free = &nvme->slots[i - 1];
    }
    nvme->slots_n = slots_n;
    return 0;
}

/* Spec: NVM Express 1.4, 3.1.1 (CAP) and 3.1.16 (doorbells). */
static int read_capabilities(struct nvme *nvme)
{
    uint32_t low = uc_mmio_read32(nvme->regs + REG_CAP);
    uint32_t high = uc_mmio_read32(nvme->regs + REG_CAP_HIGH);
    uint32_t entries = (low & CAP_ENTRIES) + 1;
    uint32_t stride = UINT32_C(4) << (high & CAP_STRIDE);
    uint32_t bells = REG_DOORBELLS + 4 * stride;

    if (nvme_removed(nvme)) {
        return -UC_ENODEV;
    }
    if ((high & CAP_NVM) == 0 || (high >> CAP_PAGE_MIN_SHIFT & 0xf) != 0 ||
        entries < 2) {
        return -UC_EPROTO;
    }
    nvme->regs = uc_pci_map(nvme->pci, 0, bells);
    if (nvme->regs == NULL) {
        return -UC_EPROTO;
    }
    nvme->ready_time = ((low >> CAP_TIME_SHIFT) + 1) * (500 * UC_NSEC_PER_MS);
    if (entries > UC_CONFIG_NVME_QUEUE_SIZE) {
        entries = UC_CONFIG_NVME_QUEUE_SIZE;
    }
    nvme->queues[ADMIN].entries = ADMIN_ENTRIES;
    nvme->queues[IO].entries = (uint16_t)entries;
    for (uint16_t i = 0; i < UC_ARRAY_SIZE(nvme->queues); i++) {
        struct nvme_queue *queue = &nvme->queues[i];
        queue->id = i;
        queue->submission_bell = nvme->regs + REG_DOORBELLS + 2u * i * stride;
        queue->completion_bell = queue->submission_bell + stride;
    }
    return 0;
}

static int bring_up(struct nvme *nvme)
{
    int err;

    nvme_disable(nvme);
    while ((err = nvme_step(nvme)) == -UC_EAGAIN) {
        uc_sleep_until(uc_plat_clock_monotonic() + 20 * UC_NSEC_PER_US);
    }
    return err;
}

static int nvme_probe(struct uc_pci_device *pci)
{
    struct nvme *nvme = uc_calloc(1, sizeof *nvme);
    int err;

    if (nvme == NULL) {
        return -UC_ENOMEM;
    }
    nvme->pci = pci;
    uc_pci_enable(pci);
    nvme->regs = uc_pci_map(pci, 0, REG_DOORBELLS);
    err = nvme->regs == NULL ? -UC_EPROTO : read_capabilities(nvme);
    if (err == 0) {
        err = make_memory(nvme);
    }
    if (err == 0) {
        nvme->polled = uc_pci_irq_claim(pci, 0, interrupt, nvme) < 0;
        nvme->timer.run = nvme_timer;
        nvme->polling.run = poll_again;
        nvme->late.run = nvme_late;
        err = bring_up(nvme);
    }
    if (err < 0) {
        if (err == -UC_ETIMEDOUT) {
            nvme_report("does not answer");
        }
        uc_pci_quiet(pci);
        free_memory(nvme);
        /* The handler stays claimed: what it looks at stays as well. */
        if (nvme->timer.run == NULL) {
            uc_free(nvme);
        }
        return err;
    }
    uint32_t ticks = UC_CONFIG_NVME_TIMEOUT_MS / 1000;
    nvme->age_max = ticks > 2 ? ticks : 2;
    nvme->disk.ops = &nvme_ops;
    nvme->disk.driver = "nvme";
    nvme->disk.id = nvme->serial;
    nvme->disk.depth = nvme->slots_n;
    nvme->added = true;
    uc_blkdev_add(&nvme->disk);
    return 0;
}

static const struct uc_pci_match matches[] = {
    {UC_PCI_ANY, UC_PCI_ANY, CLASS_NVME, 0xffffff},
};

UC_PCI_DRIVER(nvme, .name = "nvme", .matches = matches,
              .matches_n = UC_ARRAY_SIZE(matches), .probe = nvme_probe);

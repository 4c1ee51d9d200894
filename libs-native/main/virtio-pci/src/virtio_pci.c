/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/barrier.h>
#include <uc/byteorder.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pci.h>
#include <uc/plat.h>
#include <uc/virtio.h>

#include "regs.h"

enum {
    QUEUES_MAX = 64,
    GENERATIONS_MAX = 1000, /* reads of a configuration that never settles */
    PATIENCE = 1000000,
};

/* A range of the device's registers that a capability describes. */
struct range {
    volatile uint8_t *regs; /* NULL: there is none */
    size_t bytes;
};

struct virtio_pci {
    struct uc_virtio_device virtio;
    struct uc_pci_device *pci;
    struct range ranges[TYPES];
    uint32_t notify_multiplier;
    volatile uint8_t *notify[QUEUES_MAX]; /* by queue */
    void (*handler)(void *arg);
    void *handler_arg;
};

static unsigned devices_n;

UC_SET_DECLARE(virtio_driver, struct uc_virtio_driver);

static struct virtio_pci *of(struct uc_virtio_device *virtio)
{
    return UC_CONTAINER_OF(virtio, struct virtio_pci, virtio);
}

static volatile uint8_t *common(const struct virtio_pci *dev)
{
    return dev->ranges[TYPE_COMMON].regs;
}

static void add_status(const struct virtio_pci *dev, unsigned bits)
{
    uc_mmio_write8(common(dev) + STATUS,
                   (uint8_t)(uc_mmio_read8(common(dev) + STATUS) | bits));
}

static uint64_t virtio_pci_features(struct uc_virtio_device *virtio)
{
    volatile uint8_t *regs = common(of(virtio));
    uc_mmio_write32(regs + DEVICE_FEATURES_SELECT, 0);
    uint64_t low = uc_mmio_read32(regs + DEVICE_FEATURES);
    uc_mmio_write32(regs + DEVICE_FEATURES_SELECT, 1);
    return (uint64_t)uc_mmio_read32(regs + DEVICE_FEATURES) << 32 | low;
}

static int virtio_pci_accept(struct uc_virtio_device *virtio, uint64_t features)
{
    struct virtio_pci *dev = of(virtio);
    volatile uint8_t *regs = common(dev);
    uc_mmio_write32(regs + DRIVER_FEATURES_SELECT, 0);
    uc_mmio_write32(regs + DRIVER_FEATURES, (uint32_t)features);
    uc_mmio_write32(regs + DRIVER_FEATURES_SELECT, 1);
    uc_mmio_write32(regs + DRIVER_FEATURES, (uint32_t)(features >> 32));
    add_status(dev, STATUS_FEATURES_OK);
    bool taken = (uc_mmio_read8(regs + STATUS) & STATUS_FEATURES_OK) != 0;
    return taken ? 0 : -UC_EPROTO;
}

static uint16_t virtio_pci_queue_max(struct uc_virtio_device *virtio,
                                     unsigned index)
{
    volatile uint8_t *regs = common(of(virtio));
    if (index >= QUEUES_MAX || index >= uc_mmio_read16(regs + QUEUES_N)) {
        return 0;
    }
    uc_mmio_write16(regs + QUEUE_SELECT, (uint16_t)index);
    return uc_mmio_read16(regs + QUEUE_SIZE);
}

static int write_address(volatile uint8_t *reg, const void *mem, size_t bytes)
{
    struct uc_dma_seg seg;
    if (uc_dma_map(mem, bytes, &seg, 1) != 1) {
        return -UC_EINVAL;
    }
    uc_mmio_write32(reg, (uint32_t)seg.addr);
    uc_mmio_write32(reg + 4, (uint32_t)(seg.addr >> 32));
    return 0;
}

/* Where queue (index), which is selected, is notified; NULL: out of range. */
static volatile uint8_t *notify_register(const struct virtio_pci *dev)
{
    const struct range *notify = &dev->ranges[TYPE_NOTIFY];
    uint64_t offset =
        (uint64_t)uc_mmio_read16(common(dev) + QUEUE_NOTIFY_OFFSET) *
        dev->notify_multiplier;

    return offset + 2 <= notify->bytes ? notify->regs + offset : NULL;
}

static int virtio_pci_queue_set(struct uc_virtio_device *virtio, unsigned index,
                                const struct uc_virtio_queue_layout *layout)
{
    struct virtio_pci *dev = of(virtio);
    volatile uint8_t *regs = common(dev);
    size_t size = layout->size;

    if (size == 0 || size > virtio_pci_queue_max(virtio, index) ||
        uc_mmio_read16(regs + QUEUE_ENABLE) != 0) {
        return -UC_EINVAL;
    }
    uc_mmio_write16(regs + QUEUE_SIZE, layout->size);
    if (dev->pci->irq_kind == UC_PCI_IRQ_MESSAGE) {
        uc_mmio_write16(regs + QUEUE_MSIX, 0);
        if (uc_mmio_read16(regs + QUEUE_MSIX) != 0) {
            return -UC_EIO;
        }
    }
    /* Spec: virtio 1.2, 2.7 (sizes of the three parts). */
    if (write_address(regs + QUEUE_DESC, layout->desc, 16 * size) < 0 ||
        write_address(regs + QUEUE_DRIVER, layout->driver, 6 + 2 * size) < 0 ||
        write_address(regs + QUEUE_DEVICE, layout->device, 6 + 8 * size) < 0) {
        return -UC_EINVAL;
    }
    dev->notify[index] = notify_register(dev);
    if (dev->notify[index] == NULL) {
        return -UC_EIO;
    }
    uc_mmio_write16(regs + QUEUE_ENABLE, 1);
    return uc_mmio_read16(regs + QUEUE_ENABLE) == 1 ? 0 : -UC_EIO;
}

static void virtio_pci_kick(struct uc_virtio_device *virtio, unsigned index)
{
    uc_mmio_write16(of(virtio)->notify[index], (uint16_t)index);
}

static void on_interrupt(void *arg)
{
    struct virtio_pci *dev = arg;

    /* Reading quiets the line, and tells whose it was. */
    if (dev->pci->irq_kind == UC_PCI_IRQ_LINE &&
        uc_mmio_read8(dev->ranges[TYPE_ISR].regs) == 0) {
        return;
    }
    if (dev->handler != NULL) {
        dev->handler(dev->handler_arg);
    }
}

static int virtio_pci_irq_claim(struct uc_virtio_device *virtio,
                                void (*handler)(void *arg), void *arg)
{
    struct virtio_pci *dev = of(virtio);
    dev->handler_arg = arg;
    uc_barrier();
    dev->handler = handler;
    return 0;
}

/* Spec: virtio 1.2, 4.1.3.1: fields are accessed at their own width. */
static void read_field(const volatile uint8_t *from, void *to, size_t len)
{
    uint8_t *out = to;
    bool words = len % 4 == 0 && (uintptr_t)from % 4 == 0;

    if (len == 2 && (uintptr_t)from % 2 == 0) {
        uc_le16 half = uc_le16_of(uc_mmio_read16(from));
        __builtin_memcpy(out, &half, sizeof half);
        return;
    }
    for (size_t i = 0; i < len; i += words ? 4 : 1) {
        uc_le32 word = uc_le32_of(words ? uc_mmio_read32(from + i)
                                        : uc_mmio_read8(from + i));
        __builtin_memcpy(out + i, &word, words ? 4 : 1);
    }
}

static void virtio_pci_config_read(struct uc_virtio_device *virtio,
                                   size_t offset, void *buf, size_t len)
{
    struct virtio_pci *dev = of(virtio);
    const struct range *config = &dev->ranges[TYPE_DEVICE];
    uint8_t generation;

    if (offset > config->bytes || len > config->bytes - offset) {
        __builtin_memset(buf, 0, len); /* what the device does not have */
        return;
    }
    for (int i = 0; i < GENERATIONS_MAX; i++) {
        generation = uc_mmio_read8(common(dev) + CONFIG_GENERATION);
        read_field(config->regs + offset, buf, len);
        if (uc_mmio_read8(common(dev) + CONFIG_GENERATION) == generation) {
            return;
        }
    }
}

static void virtio_pci_config_write(struct uc_virtio_device *virtio,
                                    size_t offset, const void *buf, size_t len)
{
    const struct range *config = &of(virtio)->ranges[TYPE_DEVICE];
    const uint8_t *bytes = buf;

    if (offset > config->bytes || len > config->bytes - offset) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        uc_mmio_write8(config->regs + offset + i, bytes[i]);
    }
}

static void virtio_pci_go(struct uc_virtio_device *virtio)
{
    add_status(of(virtio), STATUS_DRIVER_OK);
}

/* Returns whether it has forgotten what it was told. */
static bool reset(const struct virtio_pci *dev)
{
    uc_mmio_write8(common(dev) + STATUS, 0);
    for (int i = 0; i < PATIENCE; i++) {
        if (uc_mmio_read8(common(dev) + STATUS) == 0) {
            return true;
        }
        uc_cpu_relax();
    }
    /* It does not answer: what it may still do, it does not do to memory. */
    uc_pci_quiet(dev->pci);
    return false;
}

static void virtio_pci_reset(struct uc_virtio_device *virtio)
{
    (void)reset(of(virtio));
}

static void virtio_pci_fail(struct uc_virtio_device *virtio)
{
    add_status(of(virtio), STATUS_FAILED);
}

static const struct uc_virtio_ops virtio_pci_ops = {
    .features = virtio_pci_features,
    .accept = virtio_pci_accept,
    .queue_max = virtio_pci_queue_max,
    .queue_set = virtio_pci_queue_set,
    .kick = virtio_pci_kick,
    .irq_claim = virtio_pci_irq_claim,
    .config_read = virtio_pci_config_read,
    .config_write = virtio_pci_config_write,
    .go = virtio_pci_go,
    .reset = virtio_pci_reset,
    .fail = virtio_pci_fail,
};

/* The first capability of each kind counts, unless its place is unsound. */
static void read_capability(struct virtio_pci *dev, unsigned cap)
{
    unsigned length = uc_pci_read(dev->pci, cap + CAP_LENGTH, 1);
    unsigned type = uc_pci_read(dev->pci, cap + CAP_TYPE, 1);
    unsigned bar = uc_pci_read(dev->pci, cap + CAP_BAR, 1);

    if (length < CAP_SIZE || type == 0 || type >= TYPES ||
        dev->ranges[type].regs != NULL) {
        return;
    }
    uint64_t offset = uc_pci_read(dev->pci, cap + CAP_OFFSET, 4);
    uint32_t bytes = uc_pci_read(dev->pci, cap + CAP_BYTES, 4);
    if (bytes == 0 || (type == TYPE_COMMON && bytes < COMMON_BYTES) ||
        (type != TYPE_ISR && offset % 4 != 0)) {
        return;
    }
    if (type == TYPE_NOTIFY) {
        if (length < CAP_NOTIFY_SIZE) {
            return;
        }
        dev->notify_multiplier =
            uc_pci_read(dev->pci, cap + CAP_NOTIFY_MULTIPLIER, 4);
        if (dev->notify_multiplier % 2 != 0) {
            return;
        }
    }
    volatile uint8_t *regs = uc_pci_map(dev->pci, bar, offset + bytes);
    if (regs != NULL) {
        dev->ranges[type] = (struct range){regs + offset, bytes};
    }
}

/* Spec: virtio 1.2, 4.1.2.1 (transitional devices have ids of their own). */
static uint32_t kind_of(const struct uc_pci_device *pci)
{
    return pci->device >= DEVICE_MODERN ? pci->device - (uint32_t)DEVICE_MODERN
                                        : pci->subsystem;
}

/* Offers (dev) to the drivers of its kind until one takes it. */
static int offer(struct virtio_pci *dev)
{
    UC_SET_FOREACH(virtio_driver, struct uc_virtio_driver, driver)
    {
        if (driver->device_id != dev->virtio.device_id) {
            continue;
        }
        if (!reset(dev)) {
            uc_console_print("virtio-pci: a device does not reset\n");
            return -UC_EIO;
        }
        add_status(dev, STATUS_ACKNOWLEDGE);
        add_status(dev, STATUS_DRIVER);
        if (dev->pci->irq_kind == UC_PCI_IRQ_MESSAGE) {
            uc_mmio_write16(common(dev) + MSIX_CONFIG, 0);
        }
        int err = driver->probe(&dev->virtio);
        if (err == -UC_ENODEV) {
            continue;
        }
        if (err < 0) {
            uc_console_print("virtio-pci: driver ");
            uc_console_print(driver->name);
            uc_console_print(" gave its device up\n");
            virtio_pci_fail(&dev->virtio);
        }
        return err;
    }
    virtio_pci_reset(&dev->virtio);
    return -UC_ENODEV;
}

static bool has_driver(uint32_t kind)
{
    UC_SET_FOREACH(virtio_driver, struct uc_virtio_driver, driver)
    {
        if (driver->device_id == kind) {
            return true;
        }
    }
    return false;
}

static int virtio_pci_probe(struct uc_pci_device *pci)
{
    if (pci->device < DEVICE_TRANSITIONAL || pci->device >= DEVICE_END ||
        !has_driver(kind_of(pci))) {
        return -UC_ENODEV;
    }
    struct virtio_pci *dev = uc_calloc(1, sizeof *dev);
    if (dev == NULL) {
        return -UC_ENOMEM;
    }
    dev->pci = pci;
    uc_pci_enable(pci);
    for (unsigned cap = 0;
         (cap = uc_pci_capability(pci, CAP_VENDOR, cap)) != 0;) {
        read_capability(dev, cap);
    }
    int err = -UC_ENODEV;
    if (common(dev) == NULL || dev->ranges[TYPE_NOTIFY].regs == NULL ||
        dev->ranges[TYPE_ISR].regs == NULL) {
        uc_console_print(
            "virtio-pci: a device of the legacy kind is left alone (QEMU: "
            "disable-legacy=on,disable-modern=off)\n");
        goto free_dev;
    }
    err = uc_pci_irq_claim(pci, 0, on_interrupt, dev);
    if (err < 0) {
        goto free_dev;
    }
    dev->virtio.ops = &virtio_pci_ops;
    dev->virtio.device_id = kind_of(pci);
    dev->virtio.index = devices_n;
    devices_n++;
    /* From here on an interrupt may come: the memory stays. */
    return offer(dev);
free_dev:
    uc_free(dev);
    return err;
}

static const struct uc_pci_match virtio_pci_matches[] = {
    {VENDOR, UC_PCI_ANY, 0, 0}};

UC_PCI_DRIVER(virtio_pci, .name = "virtio-pci", .matches = virtio_pci_matches,
              .matches_n = UC_ARRAY_SIZE(virtio_pci_matches),
              .probe = virtio_pci_probe);

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/param.h>
#include <uc/plat.h>
#include <uc/virtio.h>

#include "clock.h"
#include "internal.h"

/* Spec: virtio 1.2, 4.2.2 (MMIO device register layout) and 2.1 (status). */
enum {
    MAGIC = 0x000,
    MAGIC_VALUE = 0x74726976,
    VERSION = 0x004,
    VERSION_MODERN = 2,
    DEVICE_ID = 0x008,
    DEVICE_FEATURES = 0x010,
    DEVICE_FEATURES_SELECT = 0x014,
    DRIVER_FEATURES = 0x020,
    DRIVER_FEATURES_SELECT = 0x024,
    QUEUE_SELECT = 0x030,
    QUEUE_SIZE_MAX = 0x034,
    QUEUE_SIZE = 0x038,
    QUEUE_READY = 0x044,
    QUEUE_NOTIFY = 0x050,
    INTERRUPT_ACK = 0x064,
    STATUS = 0x070,
    QUEUE_DESC = 0x080,
    QUEUE_DRIVER = 0x090,
    QUEUE_DEVICE = 0x0a0,
    CONFIG_GENERATION = 0x0fc,
    CONFIG = 0x100,

    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
    STATUS_FAILED = 128,

    INTERRUPT_ALL = 3,
    DEVICES_MAX = 16,
};

struct mmio_device {
    struct uc_virtio_device virtio;
    volatile uint8_t *regs;
    uc_irq_t irq;
    uc_paddr_t base;
    size_t bytes;
    void (*handler)(void *arg);
    void *handler_arg;
};

static struct mmio_device devices[DEVICES_MAX];
static unsigned devices_n;

UC_SET_DECLARE(virtio_driver, struct uc_virtio_driver);

static struct mmio_device *of(struct uc_virtio_device *virtio)
{
    return UC_CONTAINER_OF(virtio, struct mmio_device, virtio);
}

static uint32_t reg_read(const struct mmio_device *dev, unsigned reg)
{
    return uc_mmio_read32(dev->regs + reg);
}

static void reg_write(const struct mmio_device *dev, unsigned reg,
                      uint32_t value)
{
    uc_mmio_write32(dev->regs + reg, value);
}

static void add_status(const struct mmio_device *dev, uint32_t bits)
{
    reg_write(dev, STATUS, reg_read(dev, STATUS) | bits);
}

static uint64_t mmio_features(struct uc_virtio_device *virtio)
{
    struct mmio_device *dev = of(virtio);
    reg_write(dev, DEVICE_FEATURES_SELECT, 0);
    uint64_t low = reg_read(dev, DEVICE_FEATURES);
    reg_write(dev, DEVICE_FEATURES_SELECT, 1);
    return (uint64_t)reg_read(dev, DEVICE_FEATURES) << 32 | low;
}

static int mmio_accept(struct uc_virtio_device *virtio, uint64_t features)
{
    struct mmio_device *dev = of(virtio);
    reg_write(dev, DRIVER_FEATURES_SELECT, 0);
    reg_write(dev, DRIVER_FEATURES, (uint32_t)features);
    reg_write(dev, DRIVER_FEATURES_SELECT, 1);
    reg_write(dev, DRIVER_FEATURES, (uint32_t)(features >> 32));
    add_status(dev, STATUS_FEATURES_OK);
    bool taken = (reg_read(dev, STATUS) & STATUS_FEATURES_OK) != 0;
    return taken ? 0 : -UC_EPROTO;
}

static uint16_t mmio_queue_max(struct uc_virtio_device *virtio, unsigned index)
{
    struct mmio_device *dev = of(virtio);
    reg_write(dev, QUEUE_SELECT, index);
    uint32_t max = reg_read(dev, QUEUE_SIZE_MAX);
    return max > UINT16_MAX ? UINT16_MAX : (uint16_t)max;
}

static int write_address(const struct mmio_device *dev, unsigned reg,
                         const void *mem, size_t bytes)
{
    struct uc_dma_seg seg;
    if (uc_dma_map(mem, bytes, &seg, 1) != 1) {
        return -UC_EINVAL;
    }
    reg_write(dev, reg, (uint32_t)seg.addr);
    reg_write(dev, reg + 4, (uint32_t)(seg.addr >> 32));
    return 0;
}

static int mmio_queue_set(struct uc_virtio_device *virtio, unsigned index,
                          const struct uc_virtio_queue_layout *layout)
{
    struct mmio_device *dev = of(virtio);
    size_t size = layout->size;

    if (size > mmio_queue_max(virtio, index) || size == 0 ||
        reg_read(dev, QUEUE_READY) != 0) {
        return -UC_EINVAL;
    }
    reg_write(dev, QUEUE_SIZE, layout->size);
    /* Spec: virtio 1.2, 2.7 (sizes of the three parts). */
    if (write_address(dev, QUEUE_DESC, layout->desc, 16 * size) < 0 ||
        write_address(dev, QUEUE_DRIVER, layout->driver, 6 + 2 * size) < 0 ||
        write_address(dev, QUEUE_DEVICE, layout->device, 6 + 8 * size) < 0) {
        return -UC_EINVAL;
    }
    reg_write(dev, QUEUE_READY, 1);
    return reg_read(dev, QUEUE_READY) == 1 ? 0 : -UC_EIO;
}

static void mmio_kick(struct uc_virtio_device *virtio, unsigned index)
{
    reg_write(of(virtio), QUEUE_NOTIFY, index);
}

/*
 * Both causes are acknowledged without asking which it was: reading the
 * register would leave the guest once more, and handlers look at all anyway.
 */
static void on_interrupt(void *arg)
{
    struct mmio_device *dev = arg;
    reg_write(dev, INTERRUPT_ACK, INTERRUPT_ALL);
    dev->handler(dev->handler_arg);
}

static int mmio_irq_claim(struct uc_virtio_device *virtio,
                          void (*handler)(void *arg), void *arg)
{
    struct mmio_device *dev = of(virtio);
    dev->handler = handler;
    dev->handler_arg = arg;
    return uc_plat_irq_claim(dev->irq, on_interrupt, dev);
}

/* Spec: virtio 1.2, 4.2.2.2: fields are accessed at their own width. */
static void read_field(const volatile uint8_t *from, void *to, size_t len)
{
    uint8_t *out = to;
    bool words = len % 4 == 0 && (uintptr_t)from % 4 == 0;

    if (len == 2 && (uintptr_t)from % 2 == 0) {
        uint16_t half = uc_mmio_read16(from);
        __builtin_memcpy(out, &half, sizeof half);
        return;
    }
    for (size_t i = 0; i < len; i += words ? 4 : 1) {
        uint32_t word =
            words ? uc_mmio_read32(from + i) : uc_mmio_read8(from + i);
        __builtin_memcpy(out + i, &word, words ? 4 : 1);
    }
}

static void mmio_config_read(struct uc_virtio_device *virtio, size_t offset,
                             void *buf, size_t len)
{
    struct mmio_device *dev = of(virtio);
    uint32_t generation;

    do {
        generation = reg_read(dev, CONFIG_GENERATION);
        read_field(dev->regs + CONFIG + offset, buf, len);
    } while (reg_read(dev, CONFIG_GENERATION) != generation);
}

static void mmio_config_write(struct uc_virtio_device *virtio, size_t offset,
                              const void *buf, size_t len)
{
    struct mmio_device *dev = of(virtio);
    const uint8_t *bytes = buf;
    for (size_t i = 0; i < len; i++) {
        uc_mmio_write8(dev->regs + CONFIG + offset + i, bytes[i]);
    }
}

static void mmio_go(struct uc_virtio_device *virtio)
{
    add_status(of(virtio), STATUS_DRIVER_OK);
}

static void mmio_reset(struct uc_virtio_device *virtio)
{
    struct mmio_device *dev = of(virtio);
    reg_write(dev, STATUS, 0);
    while (reg_read(dev, STATUS) != 0) {
        uc_cpu_relax();
    }
}

static void mmio_fail(struct uc_virtio_device *virtio)
{
    add_status(of(virtio), STATUS_FAILED);
}

static const struct uc_virtio_ops mmio_ops = {
    .features = mmio_features,
    .accept = mmio_accept,
    .queue_max = mmio_queue_max,
    .queue_set = mmio_queue_set,
    .kick = mmio_kick,
    .irq_claim = mmio_irq_claim,
    .config_read = mmio_config_read,
    .config_write = mmio_config_write,
    .go = mmio_go,
    .reset = mmio_reset,
    .fail = mmio_fail,
};

/* Offers (dev) to the drivers of its kind until one takes it. */
static void offer(struct mmio_device *dev)
{
    reg_write(dev, STATUS, 0);
    add_status(dev, STATUS_ACKNOWLEDGE);
    UC_SET_FOREACH(virtio_driver, struct uc_virtio_driver, driver)
    {
        if (driver->device_id != dev->virtio.device_id) {
            continue;
        }
        add_status(dev, STATUS_DRIVER);
        int err = driver->probe(&dev->virtio);
        if (err == 0) {
            return;
        }
        if (err != -UC_ENODEV) {
            uc_console_print("virtio-mmio: driver ");
            uc_console_print(driver->name);
            uc_console_print(" gave its device up\n");
            mmio_fail(&dev->virtio);
            return;
        }
    }
    reg_write(dev, STATUS, 0);
}

static void enumerate(struct mmio_device *dev, unsigned index)
{
    dev->regs = uc_pc_map_mmio(dev->base, dev->bytes);
    if (reg_read(dev, MAGIC) != MAGIC_VALUE || reg_read(dev, DEVICE_ID) == 0) {
        return; /* an empty slot */
    }
    if (reg_read(dev, VERSION) != VERSION_MODERN) {
        uc_console_print(
            "virtio-mmio: a device of the legacy kind is left alone (QEMU: "
            "-global virtio-mmio.force-legacy=false)\n");
        return;
    }
    dev->virtio.ops = &mmio_ops;
    dev->virtio.device_id = reg_read(dev, DEVICE_ID);
    dev->virtio.index = index;
    offer(dev);
}

/* Of a hexadecimal digit; 16 for anything else. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Reads a number as C writes it, 0 where there is none; (*at) moves on. */
static uint64_t parse_number(const char **at)
{
    unsigned base = 10;
    uint64_t value = 0;

    if ((*at)[0] == '0' && ((*at)[1] | 0x20) == 'x') {
        base = 16;
        *at += 2;
    }
    for (; digit_value(**at) < base; ++*at) {
        value = value * base + digit_value(**at);
    }
    return value;
}

static uint64_t parse_size(const char **at)
{
    uint64_t size = parse_number(at);
    static const char units[] = "kmg";

    for (unsigned i = 0; units[i] != '\0'; i++) {
        if ((**at | 0x20) == units[i]) {
            ++*at;
            return size << (10 * (i + 1));
        }
    }
    return size;
}

/*
 * "512@0xfeb00e00:12", perhaps with ":id" at the end. Spec: Linux,
 * drivers/virtio/virtio_mmio.c, "Virtio MMIO devices on the command line".
 */
static int add_device(const char *text)
{
    uint64_t bytes = parse_size(&text);
    if (*text++ != '@') {
        return -UC_EINVAL;
    }
    uc_paddr_t base = parse_number(&text);
    if (*text++ != ':') {
        return -UC_EINVAL;
    }
    if (devices_n == DEVICES_MAX || bytes < CONFIG || base == 0) {
        return -UC_EINVAL;
    }
    struct mmio_device *dev = &devices[devices_n];
    dev->irq = (uc_irq_t)parse_number(&text);
    dev->base = base;
    dev->bytes = bytes;
    devices_n++;
    return 0;
}

UC_PARAM(virtio_mmio_device, "virtio_mmio.device", add_device);

static int virtio_mmio_init(void)
{
    /* Whoever has devices has timers: the clock is measured meanwhile. */
    kvmplat_clock_look();
    for (const char *at = kvmplat_boot.mmio_words; *at != '\0';) {
        while (*at != '=' && *at != '\0') {
            at++;
        }
        if (*at == '=' && add_device(at + 1) < 0) {
            return -UC_EINVAL;
        }
        while (*at != ' ' && *at != '\0') {
            at++;
        }
    }
    for (unsigned i = 0; i < devices_n; i++) {
        enumerate(&devices[i], i);
    }
    return 0;
}

UC_INIT(3, virtio_mmio_init);

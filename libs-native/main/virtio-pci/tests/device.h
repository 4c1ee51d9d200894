/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_PCI_TESTS_DEVICE_H
#define VIRTIO_PCI_TESTS_DEVICE_H

/*
 * A virtio device on PCI: its capabilities and its registers. Its BAR ends
 * where the memory behind it does. Included by one file of a program.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted_pci.h>
#include <uc/virtio.h>

#include "regs.h"

enum {
    TOY_KIND = 42, /* of the driver in toy.h */

    CAP_COMMON = 0x40, /* where it has them at first */
    CAP_ISR = 0x50,
    CAP_DEVICE = 0x60,
    CAP_NOTIFY = 0x70,

    BAR = 4,
    BAR_BYTES = 16384,
    ISR_AT = 0x1000,
    CONFIG_AT = 0x2000,
    CONFIG_BYTES = 64,
    NOTIFY_AT = 0x3000,
    NOTIFY_BYTES = 4096,

    DEVICE_QUEUES = 3,
};

struct fake_queue {
    uint16_t size, vector, enabled, notify_at;
    uint32_t address[6];
};

static struct {
    uint8_t *registers;

    uint64_t features, accepted;
    uint32_t feature_select[2]; /* of the device's, the driver's */
    uint8_t status, statuses, isr, generation;
    uint16_t select, queues_n, config_vector;
    struct fake_queue queues[DEVICE_QUEUES];
    uint32_t kicked; /* what was written to notify, by place: a bit each */

    bool never_resets;
    bool refuses_features;
    bool refuses_vectors;
    bool never_enables;
    bool never_settles; /* its configuration changes with each look */

    /* What it tells in place of (value); NULL: that. */
    uint32_t (*lie)(size_t offset, uint32_t value);
} fake;

static inline void fake_put(unsigned reg, unsigned bytes, uint32_t value)
{
    uc_pci_write(&uc_hosted_pci.dev, reg, bytes, value);
}

static inline struct fake_queue *fake_queue(void)
{
    static struct fake_queue nothing;

    if (fake.select < DEVICE_QUEUES) {
        return &fake.queues[fake.select];
    }
    nothing = (struct fake_queue){.size = 0};
    return &nothing;
}

static inline uint32_t fake_common_read(size_t offset)
{
    const struct fake_queue *queue = fake_queue();

    switch (offset) {
    case DEVICE_FEATURES:
        return (uint32_t)(fake.features >> (fake.feature_select[0] & 1) * 32);
    case MSIX_CONFIG:
        return fake.config_vector;
    case QUEUES_N:
        return fake.queues_n;
    case STATUS:
        return fake.status;
    case CONFIG_GENERATION:
        fake.generation += fake.never_settles;
        return fake.generation;
    case QUEUE_SIZE:
        return queue->size;
    case QUEUE_MSIX:
        return queue->vector;
    case QUEUE_ENABLE:
        return queue->enabled;
    case QUEUE_NOTIFY_OFFSET:
        return queue->notify_at;
    default:
        return 0;
    }
}

static inline void fake_set_status(uint32_t value)
{
    if (value == 0) {
        if (fake.never_resets) {
            return;
        }
        for (unsigned i = 0; i < DEVICE_QUEUES; i++) {
            fake.queues[i].enabled = 0;
        }
    }
    if (fake.refuses_features) {
        value &= ~(uint32_t)STATUS_FEATURES_OK;
    }
    fake.status = (uint8_t)value;
    fake.statuses |= (uint8_t)value;
}

static inline void fake_common_write(size_t offset, uint32_t value)
{
    struct fake_queue *queue = fake_queue();

    switch (offset) {
    case DEVICE_FEATURES_SELECT:
    case DRIVER_FEATURES_SELECT:
        fake.feature_select[offset == DRIVER_FEATURES_SELECT] = value;
        break;
    case DRIVER_FEATURES:
        fake.accepted &=
            fake.feature_select[1] ? UINT32_MAX : ~(uint64_t)UINT32_MAX;
        fake.accepted |= (uint64_t)value << (fake.feature_select[1] & 1) * 32;
        break;
    case MSIX_CONFIG:
        fake.config_vector = (uint16_t)value;
        break;
    case STATUS:
        fake_set_status(value);
        break;
    case QUEUE_SELECT:
        fake.select = (uint16_t)value;
        break;
    case QUEUE_SIZE:
        queue->size = (uint16_t)value;
        break;
    case QUEUE_MSIX:
        queue->vector = fake.refuses_vectors ? 0xffff : (uint16_t)value;
        break;
    case QUEUE_ENABLE:
        queue->enabled = !fake.never_enables;
        break;
    default:
        if (offset >= QUEUE_DESC && offset < COMMON_BYTES) {
            queue->address[(offset - QUEUE_DESC) / 4] = value;
        }
    }
}

/* What is no register of virtio's is memory. */
static inline uint64_t fake_read(void *arg, size_t offset, unsigned bytes)
{
    uint64_t value = 0;

    (void)arg;
    if (bytes > BAR_BYTES - offset) {
        abort();
    }
    if (offset < COMMON_BYTES) {
        value = fake_common_read(offset);
    } else if (offset == ISR_AT) {
        value = fake.isr;
        fake.isr = 0;
    } else {
        for (unsigned i = 0; i < bytes; i++) {
            value |= (uint64_t)fake.registers[offset + i] << 8 * i;
        }
    }
    return fake.lie != NULL ? fake.lie(offset, (uint32_t)value) : value;
}

static inline void fake_write(void *arg, size_t offset, unsigned bytes,
                              uint64_t value)
{
    (void)arg;
    if (bytes > BAR_BYTES - offset) {
        abort();
    }
    if (offset < COMMON_BYTES) {
        fake_common_write(offset, (uint32_t)value);
        return;
    }
    if (offset >= NOTIFY_AT) {
        fake.kicked |= 1u << (offset - NOTIFY_AT) / 4 % 32;
    }
    for (unsigned i = 0; i < bytes; i++) {
        fake.registers[offset + i] = (uint8_t)(value >> 8 * i);
    }
}

/* Puts a capability in place; it comes behind all that there are. */
static inline void fake_capability(unsigned at, unsigned type, uint32_t offset,
                                   uint32_t bytes)
{
    uc_hosted_pci.capabilities[uc_hosted_pci.capabilities_n++] = (uint8_t)at;
    fake_put(at, 1, CAP_VENDOR);
    fake_put(at + CAP_LENGTH, 1,
             type == TYPE_NOTIFY ? CAP_NOTIFY_SIZE : CAP_SIZE);
    fake_put(at + CAP_TYPE, 1, type);
    fake_put(at + CAP_BAR, 1, BAR);
    fake_put(at + CAP_OFFSET, 4, offset);
    fake_put(at + CAP_BYTES, 4, bytes);
}

/* A device as QEMU has it, in the place of the one before. */
static inline void fake_prepare(void)
{
    struct uc_hosted_mmio window = {
        .bytes = BAR_BYTES, .read = fake_read, .write = fake_write};

    free(fake.registers);
    memset(&fake, 0, sizeof fake);
    fake.registers = aligned_alloc(4096, BAR_BYTES);
    memset(fake.registers, 0, BAR_BYTES);
    window.base = fake.registers;
    uc_hosted_pci_prepare(BAR, &window);
    uc_hosted_pci.dev.vendor = VENDOR;
    uc_hosted_pci.dev.device = DEVICE_MODERN + TOY_KIND;
    fake_capability(CAP_COMMON, TYPE_COMMON, 0, 0x1000);
    fake_capability(CAP_ISR, TYPE_ISR, ISR_AT, 0x1000);
    fake_capability(CAP_DEVICE, TYPE_DEVICE, CONFIG_AT, CONFIG_BYTES);
    fake_capability(CAP_NOTIFY, TYPE_NOTIFY, NOTIFY_AT, NOTIFY_BYTES);
    fake_put(CAP_NOTIFY + CAP_NOTIFY_MULTIPLIER, 4, 4);
    fake.features = UINT64_C(0x123456789);
    fake.status = STATUS_ACKNOWLEDGE | STATUS_DRIVER_OK; /* firmware used it */
    fake.queues_n = DEVICE_QUEUES;
    for (unsigned i = 0; i < DEVICE_QUEUES; i++) {
        fake.queues[i] = (struct fake_queue){
            .size = 64, .vector = 0xffff, .notify_at = (uint16_t)i};
        fake.registers[CONFIG_AT + i] = (uint8_t)(0x11 * (i + 1));
    }
}

#endif /* VIRTIO_PCI_TESTS_DEVICE_H */

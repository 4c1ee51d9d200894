/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_NET_TESTS_DEVICE_H
#define VIRTIO_NET_TESTS_DEVICE_H

/*
 * A virtio network device in memory, with both queues, that reads and writes
 * guest memory by device addresses alone, as a real one does.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/byteorder.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/netdev.h>
#include <uc/virtio.h>

struct wire_desc {
    uc_le64 addr;
    uc_le32 len;
    uc_le16 flags;
    uc_le16 next;
};

struct wire_used_elem {
    uc_le32 id;
    uc_le32 len;
};

struct wire_header {
    uint8_t flags, gso_type;
    uc_le16 hdr_len, gso_size, csum_start, csum_offset, num_buffers;
};

enum {
    WIRE_NEXT = 1,
    WIRE_WRITE = 2,
    WIRE_HEADER = 12,
    WIRE_PIECES_MAX = 64,
    RX = 0,
    TX = 1,
};

struct fake_queue {
    struct uc_virtio_queue_layout at;
    uint16_t avail_seen;
    uint16_t used_next;
    unsigned kicks;
};

struct fake_device {
    struct uc_virtio_device dev;
    uint64_t offered;
    uint64_t accepted;
    uint16_t queue_max;
    struct fake_queue queues[2];
    uint8_t config[12];
    void (*irq)(void *arg);
    void *irq_arg;
    bool live;
    unsigned resets;
    unsigned fails;
};

static inline struct fake_device *fake_of(struct uc_virtio_device *dev)
{
    return UC_CONTAINER_OF(dev, struct fake_device, dev);
}

static inline uint64_t fake_features(struct uc_virtio_device *dev)
{
    return fake_of(dev)->offered;
}

static inline int fake_accept(struct uc_virtio_device *dev, uint64_t features)
{
    fake_of(dev)->accepted = features;
    return features & ~fake_of(dev)->offered ? -UC_EPROTO : 0;
}

static inline uint16_t fake_queue_max(struct uc_virtio_device *dev,
                                      unsigned index)
{
    return index < 2 ? fake_of(dev)->queue_max : 0;
}

static inline int fake_queue_set(struct uc_virtio_device *dev, unsigned index,
                                 const struct uc_virtio_queue_layout *layout)
{
    fake_of(dev)->queues[index].at = *layout;
    return 0;
}

static inline void fake_kick(struct uc_virtio_device *dev, unsigned index)
{
    fake_of(dev)->queues[index].kicks++;
}

static inline int fake_irq_claim(struct uc_virtio_device *dev,
                                 void (*handler)(void *arg), void *arg)
{
    fake_of(dev)->irq = handler;
    fake_of(dev)->irq_arg = arg;
    return 0;
}

static inline void fake_config_read(struct uc_virtio_device *dev, size_t offset,
                                    void *buf, size_t len)
{
    memcpy(buf, fake_of(dev)->config + offset, len);
}

static inline void fake_go(struct uc_virtio_device *dev)
{
    fake_of(dev)->live = true;
}

static inline void fake_reset(struct uc_virtio_device *dev)
{
    fake_of(dev)->live = false;
    fake_of(dev)->resets++;
}

static inline void fake_fail(struct uc_virtio_device *dev)
{
    fake_of(dev)->fails++;
}

static const struct uc_virtio_ops fake_ops = {
    .features = fake_features,
    .accept = fake_accept,
    .queue_max = fake_queue_max,
    .queue_set = fake_queue_set,
    .kick = fake_kick,
    .irq_claim = fake_irq_claim,
    .config_read = fake_config_read,
    .go = fake_go,
    .reset = fake_reset,
    .fail = fake_fail,
};

UC_SET_DECLARE(virtio_driver, struct uc_virtio_driver);

/* Offers the device to the driver as a transport does. */
static inline int fake_probe(struct fake_device *fake, uint64_t offered)
{
    *fake = (struct fake_device){
        .dev = {.ops = &fake_ops, .device_id = 1},
        .offered = offered,
        .queue_max = 256,
        .config = {2, 0, 0, 1, 2, 3},
    };
    UC_SET_FOREACH(virtio_driver, struct uc_virtio_driver, driver)
    {
        if (driver->device_id == fake->dev.device_id) {
            return driver->probe(&fake->dev);
        }
    }
    return -UC_ENODEV;
}

/* The device that was added last. */
static inline struct uc_netdev *fake_netdev(void)
{
    static struct uc_netdev *last;

    if (last == NULL) {
        last = uc_netdev_first();
    }
    while (last != NULL && last->next != NULL) {
        last = last->next;
    }
    return last;
}

static inline struct wire_desc *fake_desc(struct fake_queue *queue, unsigned i)
{
    return (struct wire_desc *)(uintptr_t)queue->at.desc + i % queue->at.size;
}

static inline int fake_take(struct fake_queue *queue)
{
    const uc_le16 *avail = queue->at.driver;

    if (queue->avail_seen == uc_le16_get(avail[1])) {
        return -1;
    }
    return uc_le16_get(avail[2 + queue->avail_seen++ % queue->at.size]);
}

static inline void fake_give(struct fake_queue *queue, uint32_t id,
                             uint32_t len)
{
    uc_le16 *used = (void *)(uintptr_t)queue->at.device;
    struct wire_used_elem *ring = (void *)(used + 2);

    ring[queue->used_next % queue->at.size] =
        (struct wire_used_elem){uc_le32_of(id), uc_le32_of(len)};
    queue->used_next++;
    used[1] = uc_le16_of(queue->used_next);
}

/* Reads what chain (id) holds. Returns how many bytes; fills (descs). */
static inline size_t fake_read(struct fake_queue *queue, unsigned id,
                               uint8_t *out, size_t size, unsigned *descs)
{
    size_t done = 0;

    for (*descs = 1;; (*descs)++) {
        struct wire_desc *desc = fake_desc(queue, id);
        size_t len = uc_le32_get(desc->len);
        if (len > size - done) {
            abort();
        }
        memcpy(out + done, uc_hosted_dma_to_cpu(uc_le64_get(desc->addr)), len);
        done += len;
        if ((uc_le16_get(desc->flags) & WIRE_NEXT) == 0) {
            return done;
        }
        id = uc_le16_get(desc->next);
    }
}

/*
 * Writes (len) bytes into chain (id), or what it has room for: a device that
 * rewrote descriptors before may have made a circle of empty ones.
 */
static inline void fake_write(struct fake_queue *queue, unsigned id,
                              const uint8_t *data, size_t len)
{
    for (unsigned descs = 0; len > 0 && descs < queue->at.size; descs++) {
        struct wire_desc *desc = fake_desc(queue, id);
        size_t part = uc_le32_get(desc->len);
        part = part < len ? part : len;
        memcpy(uc_hosted_dma_to_cpu(uc_le64_get(desc->addr)), data, part);
        data += part;
        len -= part;
        id = uc_le16_get(desc->next);
    }
}

#endif /* VIRTIO_NET_TESTS_DEVICE_H */

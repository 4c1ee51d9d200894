/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_RING_TESTS_DEVICE_H
#define VIRTIO_RING_TESTS_DEVICE_H

/* The device's side of one queue, as far as these tests need it. */
#include <uc/hosted.h>
#include <uc/virtio_ring.h>

#include "../src/layout.h"

struct fake_device {
    struct uc_virtio_device dev;
    struct uc_virtio_queue_layout queue;
    uint16_t queue_max;
    int queue_error;
    unsigned kicks;
    uint16_t avail_seen;
    uint16_t used_next;
};

static struct fake_device *fake_of(struct uc_virtio_device *dev)
{
    return UC_CONTAINER_OF(dev, struct fake_device, dev);
}

static uint16_t fake_queue_max(struct uc_virtio_device *dev, unsigned index)
{
    return index == 0 ? fake_of(dev)->queue_max : 0;
}

static int fake_queue_set(struct uc_virtio_device *dev, unsigned index,
                          const struct uc_virtio_queue_layout *layout)
{
    (void)index;
    fake_of(dev)->queue = *layout;
    return fake_of(dev)->queue_error;
}

static void fake_kick(struct uc_virtio_device *dev, unsigned index)
{
    (void)index;
    fake_of(dev)->kicks++;
}

static const struct uc_virtio_ops fake_ops = {
    .queue_max = fake_queue_max,
    .queue_set = fake_queue_set,
    .kick = fake_kick,
};

static inline struct uc_vring_avail *fake_avail(struct fake_device *fake)
{
    return (void *)(uintptr_t)fake->queue.driver;
}

static inline struct uc_vring_used *fake_used(struct fake_device *fake)
{
    return (void *)(uintptr_t)fake->queue.device;
}

static inline struct uc_vring_desc *fake_desc(struct fake_device *fake)
{
    return (void *)(uintptr_t)fake->queue.desc;
}

/* Next chain that the driver made available, -1 where there is none. */
static inline int fake_take(struct fake_device *fake)
{
    const struct uc_vring_avail *avail = fake_avail(fake);

    if (fake->avail_seen == uc_le16_get(avail->idx)) {
        return -1;
    }
    return uc_le16_get(avail->ring[fake->avail_seen++ % fake->queue.size]);
}

static inline void fake_give(struct fake_device *fake, uint32_t id,
                             uint32_t len)
{
    struct uc_vring_used *used = fake_used(fake);

    used->ring[fake->used_next % fake->queue.size] =
        (struct uc_vring_used_elem){uc_le32_of(id), uc_le32_of(len)};
    fake->used_next++;
    used->idx = uc_le16_of(fake->used_next);
}

static inline void fake_set_avail_event(struct fake_device *fake,
                                        uint16_t event)
{
    uc_le16 *at = (void *)&fake_used(fake)->ring[fake->queue.size];

    *at = uc_le16_of(event);
}

static inline uint16_t fake_used_event(struct fake_device *fake)
{
    return uc_le16_get(fake_avail(fake)->ring[fake->queue.size]);
}

#endif /* VIRTIO_RING_TESTS_DEVICE_H */

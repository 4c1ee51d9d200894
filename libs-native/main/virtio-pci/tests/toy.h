/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_PCI_TESTS_TOY_H
#define VIRTIO_PCI_TESTS_TOY_H

/* A driver that does all that a transport offers, with two queues. */
#include <uc/virtio_ring.h>

#include "device.h"

enum {
    TOY_QUEUE_SIZE = 64,
    TOY_QUEUES = 2,
};

static struct {
    struct uc_virtio_device *dev; /* that was probed last */
    unsigned probes;
    uint64_t features, wanted;
    struct uc_vring rings[TOY_QUEUES];
    unsigned rings_n;
    int result; /* of the last step */
    uint8_t config[8];
    unsigned interrupts;
} toy;

static inline void toy_interrupt(void *arg)
{
    (void)arg;
    toy.interrupts++;
}

static inline void toy_end(void)
{
    if (toy.rings_n > 0) {
        toy.dev->ops->reset(toy.dev);
    }
    while (toy.rings_n > 0) {
        uc_vring_destroy(&toy.rings[--toy.rings_n]);
    }
}

static inline int toy_start(struct uc_virtio_device *dev)
{
    toy.features = dev->ops->features(dev);
    toy.result = dev->ops->accept(dev, toy.features & toy.wanted);
    while (toy.result == 0 && toy.rings_n < TOY_QUEUES) {
        toy.result = uc_vring_init(&toy.rings[toy.rings_n], dev, toy.rings_n,
                                   TOY_QUEUE_SIZE, 0);
        toy.rings_n += toy.result == 0;
    }
    if (toy.result < 0) {
        return toy.result;
    }
    dev->ops->config_read(dev, 0, toy.config, sizeof toy.config);
    toy.result = dev->ops->irq_claim(dev, toy_interrupt, NULL);
    dev->ops->go(dev);
    return toy.result;
}

static int toy_probe(struct uc_virtio_device *dev)
{
    toy.dev = dev;
    toy.probes++;
    int err = toy_start(dev);
    if (err < 0) {
        toy_end();
    }
    return err;
}

UC_VIRTIO_DRIVER(toy, .name = "toy", .device_id = TOY_KIND, .probe = toy_probe);

/* Prepares device and driver; what differs is changed before toy_offer. */
static inline void toy_prepare(void)
{
    toy_end();
    memset(&toy, 0, sizeof toy);
    toy.wanted = UC_VIRTIO_F_VERSION_1;
    fake_prepare();
}

#endif /* VIRTIO_PCI_TESTS_TOY_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_BLK_TESTS_DEVICE_H
#define VIRTIO_BLK_TESTS_DEVICE_H

/*
 * A virtio block device in memory, that reads and writes guest memory by device
 * addresses alone, as a real one does, and trusts nothing either.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/blkdev.h>
#include <uc/byteorder.h>
#include <uc/errors.h>
#include <uc/hosted_disk.h>
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

struct wire_request {
    uc_le32 type;
    uc_le32 reserved;
    uc_le64 sector;
};

struct wire_range {
    uc_le64 sector;
    uc_le32 sectors;
    uc_le32 flags;
};

enum {
    WIRE_NEXT = 1,
    WIRE_WRITE = 2,
    WIRE_DESCS_MAX = 300,
    FAKE_SECTORS = 4096,
    FAKE_CONFIG_BYTES = 60,
};

/* One buffer of a chain, as the device sees it. */
struct fake_buffer {
    uint8_t *data;
    uint32_t bytes;
    bool in;
};

struct fake_chain {
    struct fake_buffer buffers[WIRE_DESCS_MAX];
    unsigned n;
    unsigned id;
};

struct fake_device {
    struct uc_virtio_device dev;
    uint64_t offered;
    uint64_t accepted;
    uint16_t queue_max;
    struct uc_virtio_queue_layout at;
    uint16_t avail_seen;
    uint16_t used_next;
    uint8_t config[FAKE_CONFIG_BYTES];
    void (*irq)(void *arg);
    void *irq_arg;
    bool live;
    bool serves;  /* by itself, soon after a kick */
    bool planned; /* to do so */
    bool misbehaves;
    unsigned kicks;
    unsigned resets;
    unsigned fails;
    unsigned descs_max; /* of any chain so far */
    unsigned flushes;
    unsigned unmaps;
    uint8_t status; /* what it answers */
    uint8_t disk[FAKE_SECTORS * 512];
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
    return index == 0 ? fake_of(dev)->queue_max : 0;
}

static inline int fake_queue_set(struct uc_virtio_device *dev, unsigned index,
                                 const struct uc_virtio_queue_layout *layout)
{
    (void)index;
    fake_of(dev)->at = *layout;
    return 0;
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
    if (offset + len > FAKE_CONFIG_BYTES) {
        abort();
    }
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

static inline void fake_config32(struct fake_device *fake, size_t offset,
                                 uint32_t value)
{
    uc_le32 wire = uc_le32_of(value);

    memcpy(fake->config + offset, &wire, sizeof wire);
}

static inline void fake_capacity(struct fake_device *fake, uint64_t sectors)
{
    uc_le64 wire = uc_le64_of(sectors);

    memcpy(fake->config, &wire, sizeof wire);
}

static inline struct wire_desc *fake_desc(struct fake_device *fake, unsigned i)
{
    return (struct wire_desc *)(uintptr_t)fake->at.desc + i % fake->at.size;
}

/* The next chain that the driver made available; false: none. */
static inline bool fake_take(struct fake_device *fake, struct fake_chain *chain)
{
    const uc_le16 *avail = fake->at.driver;

    if (fake->avail_seen == uc_le16_get(avail[1])) {
        return false;
    }
    unsigned at = uc_le16_get(avail[2 + fake->avail_seen++ % fake->at.size]);
    chain->id = at;
    for (chain->n = 0; chain->n < WIRE_DESCS_MAX; chain->n++) {
        const struct wire_desc *desc = fake_desc(fake, at);
        unsigned flags = uc_le16_get(desc->flags);
        chain->buffers[chain->n] = (struct fake_buffer){
            uc_hosted_dma_to_cpu(uc_le64_get(desc->addr)),
            uc_le32_get(desc->len),
            (flags & WIRE_WRITE) != 0,
        };
        if ((flags & WIRE_NEXT) == 0) {
            chain->n++;
            break;
        }
        at = uc_le16_get(desc->next);
    }
    if (chain->n > fake->descs_max) {
        fake->descs_max = chain->n;
    }
    return true;
}

static inline void fake_give(struct fake_device *fake, uint32_t id,
                             uint32_t len)
{
    uc_le16 *used = (void *)(uintptr_t)fake->at.device;
    struct wire_used_elem *ring = (void *)(used + 2);

    ring[fake->used_next % fake->at.size] =
        (struct wire_used_elem){uc_le32_of(id), uc_le32_of(len)};
    fake->used_next++;
    used[1] = uc_le16_of(fake->used_next);
}

/* Asks to be told of the next chain that becomes available. */
static inline void fake_ask(struct fake_device *fake)
{
    uc_le16 *used = (void *)(uintptr_t)fake->at.device;
    struct wire_used_elem *ring = (void *)(used + 2);
    uc_le16 event = uc_le16_of(fake->avail_seen);

    memcpy(&ring[fake->at.size], &event, sizeof event);
}

/* Whether the driver wants to hear of the chain that was used last. */
static inline bool fake_wants_interrupt(const struct fake_device *fake)
{
    const uc_le16 *avail = fake->at.driver;

    return (fake->accepted & UINT64_C(1) << 29) == 0 ||
           uc_le16_get(avail[2 + fake->at.size]) ==
               (uint16_t)(fake->used_next - 1);
}

static inline bool fake_in_range(uint64_t sector, uint64_t bytes)
{
    return sector <= FAKE_SECTORS &&
           bytes <= (FAKE_SECTORS - sector) * UINT64_C(512);
}

/* A driver must not make such a chain; a device may have made it one. */
static inline uint8_t fake_malformed(struct fake_device *fake)
{
    if (!fake->misbehaves) {
        abort();
    }
    fake->live = false;
    return 1;
}

/* Carries out one chain. Returns its status; (*len): bytes written. */
static inline uint8_t fake_carry_out(struct fake_device *fake,
                                     const struct fake_chain *chain,
                                     uint32_t *len)
{
    struct wire_request request;
    struct wire_range range;

    if (chain->n < 2 || chain->buffers[0].bytes != sizeof request ||
        chain->buffers[0].in || !chain->buffers[chain->n - 1].in ||
        chain->buffers[chain->n - 1].bytes != 1) {
        return fake_malformed(fake);
    }
    memcpy(&request, chain->buffers[0].data, sizeof request);
    uint64_t sector = uc_le64_get(request.sector);
    uint32_t type = uc_le32_get(request.type);
    if (fake->status != 0) {
        return fake->status;
    }
    if (type == 4) {
        fake->flushes++;
        return 0;
    }
    if (type == 11 || type == 13) {
        memcpy(&range, chain->buffers[1].data, sizeof range);
        sector = uc_le64_get(range.sector);
        size_t bytes = uc_le32_get(range.sectors) * (size_t)512;
        if (!fake_in_range(sector, bytes)) {
            return fake_malformed(fake);
        }
        fake->unmaps += uc_le32_get(range.flags);
        memset(fake->disk + sector * 512, type == 13 ? 0 : 0xdd, bytes);
        return 0;
    }
    if (!fake_in_range(sector, 0)) {
        return fake_malformed(fake);
    }
    uint8_t *at = fake->disk + sector * 512;
    for (unsigned i = 1; i + 1 < chain->n; i++) {
        const struct fake_buffer *buffer = &chain->buffers[i];
        if (type > 1 || buffer->in != (type == 0) ||
            !fake_in_range(sector, (size_t)(at - fake->disk) - sector * 512 +
                                       buffer->bytes)) {
            return fake_malformed(fake);
        }
        memcpy(buffer->in ? buffer->data : at, buffer->in ? at : buffer->data,
               buffer->bytes);
        *len += buffer->in ? buffer->bytes : 0;
        at += buffer->bytes;
    }
    return 0;
}

/* Serves all that is available; interrupts as the driver asked for it. */
static inline void fake_serve(void *arg)
{
    static struct fake_chain chain;
    struct fake_device *fake = arg;
    bool interrupt = false;

    fake->planned = false;
    while (fake->live && fake_take(fake, &chain)) {
        uint32_t len = 1;
        uint8_t status = fake_carry_out(fake, &chain, &len);
        if (!fake->live) {
            return;
        }
        *chain.buffers[chain.n - 1].data = status;
        fake_give(fake, chain.id, len);
        interrupt = interrupt || fake_wants_interrupt(fake);
    }
    fake_ask(fake);
    if (interrupt) {
        fake->irq(fake->irq_arg);
    }
}

static inline void fake_kick(struct uc_virtio_device *dev, unsigned index)
{
    struct fake_device *fake = fake_of(dev);

    (void)index;
    fake->kicks++;
    if (fake->serves && !fake->planned) {
        fake->planned = true;
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, fake_serve,
                     fake);
    }
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

/* A device as QEMU makes them; not offered to the driver yet. */
static inline void fake_prepare(struct fake_device *fake, uint64_t offered)
{
    memset(fake, 0, sizeof *fake);
    fake->dev = (struct uc_virtio_device){.ops = &fake_ops, .device_id = 2};
    fake->offered = offered;
    fake->queue_max = 128;
    fake_capacity(fake, FAKE_SECTORS);
    fake_config32(fake, 12, 126);  /* seg_max */
    fake_config32(fake, 20, 512);  /* blk_size */
    fake->config[24] = 3;          /* 4096 physical */
    fake->config[32] = 1;          /* writeback */
    fake_config32(fake, 36, 1024); /* discard */
    fake_config32(fake, 40, 1);
    fake_config32(fake, 44, 8);
    fake_config32(fake, 48, 100); /* write zeroes */
    fake_config32(fake, 52, 1);
}

static inline int fake_offer(struct fake_device *fake)
{
    UC_SET_FOREACH(virtio_driver, struct uc_virtio_driver, driver)
    {
        if (driver->device_id == fake->dev.device_id) {
            return driver->probe(&fake->dev);
        }
    }
    return -UC_ENODEV;
}

#endif /* VIRTIO_BLK_TESTS_DEVICE_H */

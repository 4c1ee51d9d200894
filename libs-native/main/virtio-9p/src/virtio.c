/* SPDX-License-Identifier: BSD-3-Clause */
/* The transport: a virtio device. Spec: VIRTIO 1.2, section 5.12 has its number
 * alone; QEMU, hw/9pfs/virtio-9p.h and Linux, virtio_9p.h, the rest. */
#include <uc/byteorder.h>
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/p9.h>
#include <uc/plat/dma.h>
#include <uc/virtio.h>
#include <uc/virtio_ring.h>
#include <uc/wait.h>
#include <uc/work.h>

enum {
    DEVICE_ID = 9,
    QUEUE = 0,
    QUEUE_SIZE = 128,
    SEGS_MAX = QUEUE_SIZE / 2, /* each way */
    CONFIG_TAG_BYTES = 0,
    CONFIG_TAG = 2,
};

static const uint64_t F_MOUNT_TAG = 1 << 0;

struct virtio_9p {
    struct uc_p9_transport transport;
    struct uc_virtio_device *dev;
    struct uc_vring ring;
    struct uc_spinlock lock;
    struct uc_waitq wq;
    struct uc_work work;
    bool live;
    bool broken;
    struct uc_dma_seg segs[2 * SEGS_MAX];
};

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct virtio_9p *p9 = arg;

    if (p9->live) {
        uc_work_raise(&p9->work);
    }
}

static void wake(struct uc_work *work)
{
    struct virtio_9p *p9 = UC_CONTAINER_OF(work, struct virtio_9p, work);

    uc_spin_lock(&p9->lock);
    uc_waitq_wake_all(&p9->wq);
    uc_spin_unlock(&p9->lock);
}

/* It broke the rules: stops it for good. */
static uc_ssize_t give_up(struct virtio_9p *p9)
{
    if (!p9->broken) {
        p9->broken = true;
        uc_vring_break(&p9->ring);
        p9->dev->ops->reset(p9->dev);
        p9->dev->ops->fail(p9->dev);
    }
    return -UC_EIO;
}

static int wait_for_answer(struct virtio_9p *p9, uint32_t *bytes)
{
    int id;

    uc_spin_lock(&p9->lock);
    while ((id = uc_vring_get(&p9->ring, bytes)) == -UC_EAGAIN) {
        if (!uc_vring_arm(&p9->ring, 1)) {
            (void)uc_waitq_wait(&p9->wq, &p9->lock, UC_NEVER);
        }
    }
    uc_spin_unlock(&p9->lock);
    return id;
}

static uc_ssize_t call(struct uc_p9_transport *transport, const void *out,
                       uint32_t out_bytes, void *in, uint32_t room)
{
    struct virtio_9p *p9 =
        UC_CONTAINER_OF(transport, struct virtio_9p, transport);
    uint32_t bytes = 0;

    if (p9->broken) {
        return -UC_EIO;
    }
    uc_dma_sync_for_device(out, out_bytes, UC_DMA_TO_DEVICE);
    uc_dma_sync_for_device(in, room, UC_DMA_FROM_DEVICE);
    const int out_n = uc_dma_map(out, out_bytes, p9->segs, SEGS_MAX);
    if (out_n < 0) {
        return give_up(p9);
    }
    const int in_n = uc_dma_map(in, room, p9->segs + out_n, SEGS_MAX);
    if (in_n < 0 || uc_vring_add(&p9->ring, p9->segs, (unsigned)out_n,
                                 (unsigned)in_n) < 0) {
        return give_up(p9);
    }
    uc_vring_kick(&p9->ring);
    if (wait_for_answer(p9, &bytes) < 0) {
        return give_up(p9);
    }
    uc_dma_sync_for_cpu(in, bytes, UC_DMA_FROM_DEVICE);
    return (uc_ssize_t)bytes;
}

/* Its name, cut where it is longer than any that is mounted. */
static void read_tag(struct virtio_9p *p9)
{
    uc_le16 told;

    p9->dev->ops->config_read(p9->dev, CONFIG_TAG_BYTES, &told, sizeof told);
    size_t bytes = uc_le16_get(told);
    bytes = bytes < UC_P9_TAG_MAX ? bytes : UC_P9_TAG_MAX - 1;
    p9->dev->ops->config_read(p9->dev, CONFIG_TAG, p9->transport.tag, bytes);
    p9->transport.tag[bytes] = '\0';
}

static int virtio_9p_probe(struct uc_virtio_device *dev)
{
    const uint64_t wanted =
        UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX | F_MOUNT_TAG;
    const uint64_t features = dev->ops->features(dev) & wanted;

    if ((features & UC_VIRTIO_F_VERSION_1) == 0 ||
        (features & F_MOUNT_TAG) == 0) {
        return -UC_EPROTO;
    }
    int err = dev->ops->accept(dev, features);
    if (err < 0) {
        return err;
    }
    struct virtio_9p *p9 = uc_calloc(1, sizeof *p9);
    if (p9 == NULL) {
        return -UC_ENOMEM;
    }
    p9->dev = dev;
    p9->transport.call = call;
    p9->work.run = wake;
    read_tag(p9);
    err = uc_vring_init(&p9->ring, dev, QUEUE, QUEUE_SIZE, features);
    if (err < 0) {
        goto free_p9;
    }
    err = dev->ops->irq_claim(dev, interrupt, p9);
    if (err < 0) {
        goto destroy_ring;
    }
    dev->ops->go(dev);
    p9->live = true;
    uc_p9_transport_add(&p9->transport);
    return 0;
destroy_ring:
    dev->ops->reset(dev);
    uc_vring_destroy(&p9->ring);
free_p9:
    uc_free(p9);
    return err;
}

UC_VIRTIO_DRIVER(virtio_9p, .name = "virtio-9p", .device_id = DEVICE_ID,
                 .probe = virtio_9p_probe);

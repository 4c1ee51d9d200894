/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "virtio_net.h"

enum {
    SEGMENTS_MAX = 4, /* of one buffer, where pages are scattered */
};

unsigned virtio_net_rx_post(struct uc_netdev *netdev,
                            const struct uc_net_rx_buffer *buffers, unsigned n)
{
    struct virtio_net *net = virtio_net_of(netdev);
    unsigned took = 0;

    for (; took < n && buffers[took].bytes >= netdev->rx_bytes_min; took++) {
        struct uc_dma_seg segs[SEGMENTS_MAX];
        const struct uc_net_rx_buffer *buffer = &buffers[took];

        uc_dma_sync_for_device(buffer->data, buffer->bytes, UC_DMA_FROM_DEVICE);
        int count = uc_dma_map(buffer->data, buffer->bytes, segs, SEGMENTS_MAX);
        int id = count <= 0 ? count
                            : uc_vring_add(&net->rx, segs, 0, (unsigned)count);
        if (id < 0) {
            break;
        }
        net->posted[id] =
            (struct virtio_net_posted){buffer->data, buffer->cookie};
    }
    uc_vring_kick(&net->rx);
    return took;
}

/* How many buffers the frame whose first chain is (id) lies in; 0: unusable. */
static unsigned buffers_of(const struct virtio_net *net, unsigned id,
                           uint32_t bytes)
{
    const struct virtio_net_header *header = net->posted[id].data;

    if (bytes < HEADER_BYTES) {
        return 0;
    }
    uc_dma_sync_for_cpu(header, bytes, UC_DMA_FROM_DEVICE);
    return net->mergeable ? uc_le16_get(UC_READ_ONCE(header->num_buffers)) : 1;
}

static unsigned flags_of(const struct virtio_net_header *header)
{
    uint8_t flags = UC_READ_ONCE(header->flags);

    return (flags & HDR_NEEDS_CSUM ? UC_NET_CSUM_PARTIAL : 0) |
           (flags & HDR_DATA_VALID ? UC_NET_CSUM_GOOD : 0);
}

/* Hands out the (n) buffers of one frame; the caller knows that they wait. */
static int take_frame(struct virtio_net *net, struct uc_net_rx *out, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        uint32_t bytes;
        int id = uc_vring_get(&net->rx, &bytes);

        /* The device may have changed what the peek saw. */
        if (id < 0 || (i == 0 && bytes < HEADER_BYTES)) {
            return -UC_EIO;
        }
        const struct virtio_net_posted *posted = &net->posted[id];
        if (i > 0) {
            uc_dma_sync_for_cpu(posted->data, bytes, UC_DMA_FROM_DEVICE);
        }
        out[i] = (struct uc_net_rx){
            .cookie = posted->cookie,
            .offset = i == 0 ? HEADER_BYTES : 0,
            .bytes = i == 0 ? bytes - HEADER_BYTES : bytes,
            .flags = i == 0 ? flags_of(posted->data) : 0,
            .more = i + 1 < n,
        };
    }
    return 0;
}

static int drop_one(struct virtio_net *net, struct uc_net_rx *out)
{
    int id = uc_vring_get(&net->rx, NULL);

    if (id >= 0) {
        *out = (struct uc_net_rx){.cookie = net->posted[id].cookie};
    }
    return id;
}

int virtio_net_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n)
{
    struct virtio_net *net = virtio_net_of(netdev);
    unsigned done = 0;
    int pending = uc_vring_pending(&net->rx);

    while (pending > 0 && done < n) {
        uint32_t bytes;
        int id = uc_vring_peek(&net->rx, 0, &bytes);
        if (id < 0) {
            pending = id;
            break;
        }
        unsigned count = buffers_of(net, (unsigned)id, bytes);
        if (count > (unsigned)pending || count > UC_NET_BATCH_MAX) {
            /* All buffers of a frame become used at once; section 5.1.6.4. More
             * than a batch would wait for ever. */
            pending = -UC_EIO;
            break;
        }
        if (count > n - done) {
            break;
        }
        int err = count == 0 ? drop_one(net, &out[done])
                             : take_frame(net, &out[done], count);
        if (err < 0) {
            pending = err;
            break;
        }
        done += count == 0 ? 1 : count;
        pending -= count == 0 ? 1 : (int)count;
    }
    if (UC_UNLIKELY(pending < 0)) {
        int err = virtio_net_give_up(net);
        return done > 0 ? (int)done : err;
    }
    return (int)done;
}

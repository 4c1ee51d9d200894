/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>

#include "virtio_net.h"

enum {
    /* Every piece in two pages, and the header. */
    SEGMENTS_MAX = 2 * UC_NET_PIECES_MAX + 1,
    ETHERTYPE_AT = 12,
};

static uint8_t gso_type(const struct uc_net_tx *frame)
{
    const uint8_t *ethernet = frame->pieces[0].data;
    bool ipv6 =
        ethernet[ETHERTYPE_AT] == 0x86 && ethernet[ETHERTYPE_AT + 1] == 0xdd;

    return ipv6 ? GSO_TCPV6 : GSO_TCPV4;
}

static void fill_header(struct virtio_net_header *header,
                        const struct uc_net_tx *frame)
{
    *header = (struct virtio_net_header){.gso_type = GSO_NONE};
    if (frame->flags & UC_NET_CSUM_PARTIAL) {
        header->flags = HDR_NEEDS_CSUM;
        header->csum_start = uc_le16_of(frame->csum_start);
        header->csum_offset = uc_le16_of(frame->csum_offset);
    }
    if (frame->gso_bytes > 0) {
        header->gso_type = gso_type(frame);
        header->gso_size = uc_le16_of(frame->gso_bytes);
        header->hdr_len = uc_le16_of(frame->header_bytes);
    }
}

static int map(const void *data, size_t bytes, struct uc_dma_seg *segs,
               unsigned max)
{
    uc_dma_sync_for_device(data, bytes, UC_DMA_TO_DEVICE);
    return uc_dma_map(data, bytes, segs, max);
}

/* Returns how many segments, or a negative error. */
static int map_frame(struct virtio_net *net, const struct uc_net_tx *frame,
                     struct uc_dma_seg *segs)
{
    unsigned n = 0;
    int count;

    for (unsigned i = 0; i < frame->pieces_n; i++) {
        const char *data = frame->pieces[i].data;
        size_t bytes = frame->pieces[i].bytes;

        if (i == 0 && (frame->flags & UC_NET_HEADROOM)) {
            data -= HEADER_BYTES;
            bytes += HEADER_BYTES;
            fill_header((void *)(uintptr_t)data, frame);
        } else if (i == 0) {
            struct virtio_net_header *header =
                &net->headers[uc_vring_next(&net->tx)];
            fill_header(header, frame);
            count = map(header, HEADER_BYTES, segs, SEGMENTS_MAX);
            if (count < 0) {
                return count;
            }
            n = (unsigned)count;
        }
        count = map(data, bytes, segs + n, SEGMENTS_MAX - n);
        if (count < 0) {
            return count;
        }
        n += (unsigned)count;
    }
    return (int)n;
}

unsigned virtio_net_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                       unsigned n)
{
    struct virtio_net *net = virtio_net_of(netdev);
    unsigned took = 0;

    for (; took < n; took++) {
        struct uc_dma_seg segs[SEGMENTS_MAX];
        const struct uc_net_tx *frame = &frames[took];

        UC_ASSERT(frame->pieces_n > 0 && frame->pieces_n <= UC_NET_PIECES_MAX);
        if (net->tx.free_n == 0) {
            break; /* nor is there a header to fill in */
        }
        int count = map_frame(net, frame, segs);
        int id = count < 0 ? count
                           : uc_vring_add(&net->tx, segs, (unsigned)count, 0);
        if (id < 0) {
            break;
        }
        net->sent[id] = frame->cookie;
    }
    return took;
}

void virtio_net_flush(struct uc_netdev *netdev)
{
    uc_vring_kick(&virtio_net_of(netdev)->tx);
}

unsigned virtio_net_reap(struct uc_netdev *netdev, void **cookies, unsigned n)
{
    struct virtio_net *net = virtio_net_of(netdev);
    unsigned done = 0;

    while (done < n) {
        int id = uc_vring_get(&net->tx, NULL);
        if (id == -UC_EAGAIN) {
            break;
        }
        if (UC_UNLIKELY(id < 0)) {
            (void)virtio_net_give_up(net);
            break;
        }
        cookies[done++] = net->sent[id];
    }
    return done;
}

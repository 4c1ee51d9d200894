/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>
#include <uc/plat.h>

#include "e1000.h"

unsigned e1000_rx_post(struct uc_netdev *netdev,
                       const struct uc_net_rx_buffer *buffers, unsigned n)
{
    struct e1000 *net = e1000_of(netdev);
    unsigned took = 0;

    for (; took < n && buffers[took].bytes >= BUFFER_BYTES; took++) {
        const struct uc_net_rx_buffer *buffer = &buffers[took];
        unsigned at = net->rx_tail;
        struct uc_dma_seg seg;
        /* One stays empty: a full ring would look like an empty one. */
        if ((at + 1) % RX_RING == net->rx_head) {
            break;
        }
        uc_dma_sync_for_device(buffer->data, BUFFER_BYTES, UC_DMA_FROM_DEVICE);
        if (uc_dma_map(buffer->data, BUFFER_BYTES, &seg, 1) != 1) {
            break;
        }
        net->posted[at] = (struct e1000_posted){buffer->data, buffer->cookie};
        net->rx[at].address = uc_le64_of(seg.addr);
        net->rx[at].status = 0;
        net->rx_tail = (at + 1) % RX_RING;
    }
    uc_dma_wmb();
    e1000_write(net, REG_RDT, net->rx_tail);
    return took;
}

bool e1000_rx_waits(const struct e1000 *net)
{
    return net->rx_head != net->rx_tail &&
           (net->rx[net->rx_head].status & RX_DONE) != 0;
}

static unsigned flags_of(unsigned status, unsigned errors)
{
    bool good =
        (status & (RX_NO_CHECKSUM | RX_TCP_CHECKED)) == RX_TCP_CHECKED &&
        (errors & (RX_ERROR_TCP | RX_ERROR_IP)) == 0;

    return UC_CONFIG_E1000_CHECKSUM_OFFLOAD && good ? UC_NET_CSUM_GOOD : 0;
}

int e1000_rx(struct uc_netdev *netdev, struct uc_net_rx *out, unsigned n)
{
    struct e1000 *net = e1000_of(netdev);
    unsigned done = 0;

    for (; done < n && net->rx_head != net->rx_tail; done++) {
        unsigned at = net->rx_head;
        /* Each once: what the device changes later is not looked at. */
        unsigned status = net->rx[at].status;
        if ((status & RX_DONE) == 0) {
            break;
        }
        uc_dma_rmb();
        uint32_t bytes = uc_le16_get(net->rx[at].bytes);
        unsigned errors = net->rx[at].errors;
        bool end = (status & RX_END) != 0;
        bool sound = end && !net->rx_skip && bytes <= BUFFER_BYTES &&
                     (errors & RX_ERRORS) == 0;
        /* No frame that is asked for takes two buffers. */
        net->rx_skip = !end;
        net->rx_head = (at + 1) % RX_RING;
        out[done] = (struct uc_net_rx){.cookie = net->posted[at].cookie};
        if (sound) {
            uc_dma_sync_for_cpu(net->posted[at].data, bytes,
                                UC_DMA_FROM_DEVICE);
            out[done].bytes = bytes;
            out[done].flags = flags_of(status, errors);
        }
    }
    return (int)done;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/plat.h>

#include "e1000.h"

/* Of a descriptor's address field, in a context. */
enum {
    CONTEXT_START_SHIFT = 32,
    CONTEXT_AT_SHIFT = 40,
    CONTEXT_REACH = 256, /* its fields are bytes */
};

static void put(struct e1000 *net, uint64_t address, uint32_t command,
                uint32_t status)
{
    volatile struct e1000_tx_desc *desc = &net->tx[net->tx_tail];

    desc->address = uc_le64_of(address);
    desc->status = uc_le32_of(status);
    desc->command = uc_le32_of(command);
    net->tx_tail = (net->tx_tail + 1) % TX_RING;
    net->tx_used++;
}

/* Returns how many segments, or a negative error. */
static int map_frame(const struct uc_net_tx *frame, struct uc_dma_seg *segs)
{
    unsigned n = 0;

    for (unsigned i = 0; i < frame->pieces_n; i++) {
        const struct uc_net_piece *piece = &frame->pieces[i];
        uc_dma_sync_for_device(piece->data, piece->bytes, UC_DMA_TO_DEVICE);
        int count =
            uc_dma_map(piece->data, piece->bytes, segs + n, SEGMENTS_MAX - n);
        if (count < 0) {
            return count;
        }
        n += (unsigned)count;
    }
    return (int)n;
}

static unsigned descriptors_of(const struct uc_dma_seg *segs, unsigned n)
{
    size_t count = 0;

    for (unsigned i = 0; i < n; i++) {
        count += (segs[i].bytes + TX_BYTES_MAX - 1) / TX_BYTES_MAX;
    }
    return (unsigned)count;
}

/* Puts the data of a frame; the last descriptor ends and reports it. */
static void put_data(struct e1000 *net, const struct uc_dma_seg *segs,
                     unsigned n, uint32_t options)
{
    unsigned left = descriptors_of(segs, n);

    for (unsigned i = 0; i < n; i++) {
        for (size_t at = 0; at < segs[i].bytes; at += TX_BYTES_MAX) {
            size_t bytes = segs[i].bytes - at;
            bytes = bytes < TX_BYTES_MAX ? bytes : TX_BYTES_MAX;
            left--;
            uint32_t command =
                (uint32_t)bytes | TX_TYPE_DATA | TX_EXTENDED | TX_CRC;
            put(net, segs[i].addr + at,
                command | (left == 0 ? TX_END | TX_REPORT : 0u), options);
        }
    }
}

/* Tells the device where the checksum lies, unless it knows. */
static void put_context(struct e1000 *net, uint16_t start, uint16_t at)
{
    if (net->csum_start == start && net->csum_at == at) {
        return;
    }
    net->csum_start = start;
    net->csum_at = at;
    put(net,
        (uint64_t)start << CONTEXT_START_SHIFT | (uint64_t)at
                                                     << CONTEXT_AT_SHIFT,
        TX_EXTENDED, 0);
}

static bool tx_one(struct e1000 *net, const struct uc_net_tx *frame)
{
    struct uc_dma_seg segs[SEGMENTS_MAX];
    unsigned at = frame->csum_start + frame->csum_offset;
    /* Beyond, the field stays as it is, and whoever gets it drops it. */
    bool sums = (frame->flags & UC_NET_CSUM_PARTIAL) != 0 && at < CONTEXT_REACH;

    UC_ASSERT(frame->pieces_n > 0 && frame->pieces_n <= UC_NET_PIECES_MAX);
    int n = map_frame(frame, segs);
    if (n < 0) {
        return false;
    }
    unsigned wanted = descriptors_of(segs, (unsigned)n) + (sums ? 1 : 0);
    /* One stays empty, as in the other ring. */
    if (wanted > TX_RING - 1 - net->tx_used || wanted == 0) {
        return false;
    }
    if (sums) {
        put_context(net, frame->csum_start, (uint16_t)at);
    }
    put_data(net, segs, (unsigned)n, sums ? TX_INSERT_CHECKSUM : 0);
    struct e1000_sent *sent =
        &net->sent[(net->sent_head + net->sent_n) % TX_RING];
    sent->cookie = frame->cookie;
    sent->last = (uint16_t)((net->tx_tail + TX_RING - 1) % TX_RING);
    net->sent_n++;
    return true;
}

unsigned e1000_tx(struct uc_netdev *netdev, const struct uc_net_tx *frames,
                  unsigned n)
{
    unsigned took = 0;

    while (took < n && tx_one(e1000_of(netdev), &frames[took])) {
        took++;
    }
    return took;
}

void e1000_flush(struct uc_netdev *netdev)
{
    struct e1000 *net = e1000_of(netdev);

    uc_dma_wmb();
    e1000_write(net, REG_TDT, net->tx_tail);
}

bool e1000_tx_waits(const struct e1000 *net)
{
    const struct e1000_sent *oldest = &net->sent[net->sent_head];

    return net->sent_n > 0 &&
           (uc_le32_get(net->tx[oldest->last].status) & TX_DONE) != 0;
}

unsigned e1000_reap(struct uc_netdev *netdev, void **cookies, unsigned n)
{
    struct e1000 *net = e1000_of(netdev);
    unsigned done = 0;

    for (; done < n && e1000_tx_waits(net); done++) {
        const struct e1000_sent *sent = &net->sent[net->sent_head];
        cookies[done] = sent->cookie;
        net->sent_head = (net->sent_head + 1) % TX_RING;
        net->sent_n--;
        /* Used are those behind it up to the tail. */
        net->tx_used = (net->tx_tail + TX_RING - 1 - sent->last) % TX_RING;
    }
    return done;
}

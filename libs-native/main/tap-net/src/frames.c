/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames in and out, one system call each: a tap has no calls for batches. The
 * kernel copies between its memory and the stack's buffers; nobody else does.
 */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/linux/syscall.h>

#include "internal.h"

enum {
    ETHERTYPE_IPV6 = 0x86dd
};

static struct tap_net *tap_of(struct uc_netdev *dev)
{
    return UC_CONTAINER_OF(dev, struct tap_net, dev);
}

static uint8_t byte_at(const struct uc_net_tx *frame, uint32_t at)
{
    unsigned i = 0;

    while (i < frame->pieces_n && at >= frame->pieces[i].bytes) {
        at -= frame->pieces[i++].bytes;
    }
    return i < frame->pieces_n ? ((const uint8_t *)frame->pieces[i].data)[at]
                               : 0;
}

static void fill_header(struct vnet_header *header,
                        const struct uc_net_tx *frame)
{
    *header = (struct vnet_header){.gso_type = VNET_GSO_NONE};
    if ((frame->flags & UC_NET_CSUM_PARTIAL) != 0) {
        header->flags = VNET_NEEDS_CSUM;
        header->csum_start = frame->csum_start;
        header->csum_offset = frame->csum_offset;
    }
    if (frame->gso_bytes > 0) {
        unsigned type = (unsigned)byte_at(frame, 12) << 8 | byte_at(frame, 13);
        header->gso_type =
            type == ETHERTYPE_IPV6 ? VNET_GSO_TCPV6 : VNET_GSO_TCPV4;
        header->gso_bytes = frame->gso_bytes;
        header->header_bytes = frame->header_bytes;
    }
}

/*
 * What Linux does not take (its queue is full, the interface is down) is lost,
 * as on a wire: waiting for room would need a second thing to wait for.
 */
static void send_frame(struct tap_net *tap, const struct uc_net_tx *frame)
{
    struct vnet_header header;
    struct uc_linux_piece pieces[1 + UC_NET_PIECES_MAX];
    unsigned n = 0;

    UC_ASSERT(frame->pieces_n > 0 && frame->pieces_n <= UC_NET_PIECES_MAX);
    if (tap->vnet) {
        fill_header(&header, frame);
        pieces[n++] = (struct uc_linux_piece){&header, sizeof header};
    }
    for (unsigned i = 0; i < frame->pieces_n; i++) {
        pieces[n++] = (struct uc_linux_piece){
            /* writev only reads. */
            (void *)(uintptr_t)frame->pieces[i].data,
            frame->pieces[i].bytes,
        };
    }
    (void)uc_linux_writev(tap->fd, pieces, n);
}

static unsigned tap_tx(struct uc_netdev *dev, const struct uc_net_tx *frames,
                       unsigned n)
{
    struct tap_net *tap = tap_of(dev);
    unsigned taken = 0;

    while (taken < n && tap->done_count < TAP_NET_DEPTH) {
        send_frame(tap, &frames[taken]);
        unsigned at = (tap->done_first + tap->done_count) % TAP_NET_DEPTH;
        tap->done[at] = frames[taken].cookie;
        tap->done_count++;
        taken++;
    }
    return taken;
}

/* The system call has told Linux already. */
static void tap_flush(struct uc_netdev *dev)
{
    (void)dev;
}

static unsigned tap_reap(struct uc_netdev *dev, void **cookies, unsigned n)
{
    struct tap_net *tap = tap_of(dev);
    unsigned count = 0;

    while (count < n && tap->done_count > 0) {
        cookies[count++] = tap->done[tap->done_first];
        tap->done_first = (tap->done_first + 1) % TAP_NET_DEPTH;
        tap->done_count--;
    }
    return count;
}

static unsigned tap_rx_post(struct uc_netdev *dev,
                            const struct uc_net_rx_buffer *buffers, unsigned n)
{
    struct tap_net *tap = tap_of(dev);
    unsigned taken = 0;

    while (taken < n && tap->rx_count < TAP_NET_DEPTH &&
           buffers[taken].bytes >= dev->rx_bytes_min) {
        unsigned at = (tap->rx_first + tap->rx_count) % TAP_NET_DEPTH;
        tap->rx[at] = buffers[taken++];
        tap->rx_count++;
    }
    return taken;
}

static unsigned flags_of(const struct vnet_header *header)
{
    if ((header->flags & VNET_NEEDS_CSUM) != 0) {
        return UC_NET_CSUM_PARTIAL;
    }
    return (header->flags & VNET_DATA_VALID) != 0 ? UC_NET_CSUM_GOOD : 0;
}

/* Returns 1 with (*out) filled in, or 0 where nothing is there (for now). */
static int receive(struct tap_net *tap, struct uc_net_rx *out)
{
    while (tap->rx_count > 0) {
        const struct uc_net_rx_buffer *buffer = &tap->rx[tap->rx_first];
        struct vnet_header header = {.flags = 0};
        struct uc_linux_piece pieces[3];
        char beyond; /* Linux tells of no cut: a frame that gets here is one */
        unsigned n = 0;
        uc_ssize_t before = 0;

        if (tap->vnet) {
            before = sizeof header;
            pieces[n++] = (struct uc_linux_piece){&header, sizeof header};
        }
        pieces[n++] =
            (struct uc_linux_piece){buffer->data, tap->dev.rx_bytes_min};
        pieces[n++] = (struct uc_linux_piece){&beyond, sizeof beyond};
        uc_ssize_t got = uc_linux_readv(tap->fd, pieces, n);
        if (got == -UC_EAGAIN) {
            return 0;
        }
        if (got < 0 && got != -UC_EINTR) {
            return -UC_EIO;
        }
        /* A frame that is too long is dropped: its buffer takes the next. */
        got -= before;
        if (got > 0 && (size_t)got <= tap->dev.rx_bytes_min) {
            *out = (struct uc_net_rx){
                .cookie = buffer->cookie,
                .bytes = (uint32_t)got,
                .flags = flags_of(&header),
            };
            tap->rx_first = (tap->rx_first + 1) % TAP_NET_DEPTH;
            tap->rx_count--;
            return 1;
        }
    }
    return 0;
}

static int tap_rx(struct uc_netdev *dev, struct uc_net_rx *out, unsigned n)
{
    struct tap_net *tap = tap_of(dev);
    unsigned filled = 0;

    while (filled < n) {
        int got = receive(tap, &out[filled]);
        if (got < 0 && filled == 0) {
            return got;
        }
        if (got <= 0) {
            break;
        }
        filled++;
    }
    return (int)filled;
}

/*
 * What comes in is not lost between looking and arming: an armed line fires for
 * as long as there is something to read.
 */
static bool tap_arm(struct uc_netdev *dev)
{
    struct tap_net *tap = tap_of(dev);

    if (tap->done_count > 0) {
        return true;
    }
    uc_linux_irq_arm(tap->fd, true);
    return false;
}

const struct uc_netdev_ops tap_net_ops = {
    .tx = tap_tx,
    .flush = tap_flush,
    .reap = tap_reap,
    .rx_post = tap_rx_post,
    .rx = tap_rx,
    .arm = tap_arm,
};

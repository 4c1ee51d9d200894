/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: the device fills buffers that lwIP then holds as pbufs, without a
 * copy; what the application has read goes back to the device.
 */
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/trace.h>

#include <string.h>

#include "internal.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/etharp.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "netif/ethernet.h"

/*
 * Ordinarily the head of a slot, several of which share a page; the data lies
 * behind it. Apart from the data where that has pages of its own.
 */
struct lwip_rx_buffer {
    struct pbuf_custom pbuf; /* first: lwIP frees by its address */
    struct lwip_nic *nic;
    struct lwip_rx_buffer *next;
    char *data;
};

enum {
    /* Makes IP headers lie on 4 bytes behind 12 of virtio and 14 of Ethernet.
     */
    DATA_SHIFT = 2,
    DATA_OFFSET = sizeof(struct lwip_rx_buffer) + DATA_SHIFT,
    SLOT_BYTES = 2048,
    /* Frames up to this are copied while buffers are scarce. */
    COPY_BYTES = 512,
};

void lwip_nic_rx_init(struct lwip_nic *nic)
{
    unsigned bytes = nic->dev->rx_bytes_min + DATA_OFFSET;

    if (nic->dev->rx_pages) {
        nic->rx_slot_bytes =
            UC_ALIGN_UP(nic->dev->rx_bytes_min, (unsigned)UC_PAGE_SIZE);
        return;
    }
    nic->rx_slot_bytes =
        bytes <= SLOT_BYTES ? SLOT_BYTES : UC_ALIGN_UP(bytes, 64);
}

static void put_free(struct lwip_rx_buffer *buffer)
{
    struct lwip_nic *nic = buffer->nic;

    buffer->next = nic->rx_free;
    nic->rx_free = buffer;
    nic->rx_idle++;
}

static void buffer_freed(struct pbuf *p)
{
    put_free((struct lwip_rx_buffer *)(void *)p);
}

static void add_buffer(struct lwip_nic *nic, struct lwip_rx_buffer *buffer,
                       char *data)
{
    buffer->pbuf.custom_free_function = buffer_freed;
    buffer->nic = nic;
    buffer->data = data;
    put_free(buffer);
    nic->rx_made++;
}

/* Makes the buffers of one page, or of as many as one buffer takes. */
static bool grow(struct lwip_nic *nic)
{
    size_t pages = UC_ALIGN_UP(nic->rx_slot_bytes, UC_PAGE_SIZE) / UC_PAGE_SIZE;

    if (nic->rx_made >= UC_CONFIG_LWIP_RX_BUFFERS_MAX &&
        nic->rx_made >= nic->dev->rx_depth_min) {
        return false;
    }
    char *slot = uc_pages_alloc(pages);
    if (slot == NULL) {
        return false;
    }
    if (nic->dev->rx_pages) {
        struct lwip_rx_buffer *buffer = uc_malloc(sizeof *buffer);
        if (buffer == NULL) {
            uc_pages_free(slot, pages);
            return false;
        }
        add_buffer(nic, buffer, slot);
        return true;
    }
    for (size_t room = pages * UC_PAGE_SIZE; room >= nic->rx_slot_bytes;
         room -= nic->rx_slot_bytes, slot += nic->rx_slot_bytes) {
        add_buffer(nic, (struct lwip_rx_buffer *)(void *)slot,
                   slot + DATA_OFFSET);
    }
    return true;
}

/* Segments that wait for a missing one are the first to go. */
static void free_out_of_order(void)
{
#if TCP_QUEUE_OOSEQ
    for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
        tcp_free_ooseq(pcb);
    }
#endif
}

static unsigned rx_wanted(const struct lwip_nic *nic)
{
    const struct uc_netdev *dev = nic->dev;
    unsigned wanted = dev->rx_depth_min > UC_CONFIG_LWIP_RX_BUFFERS
                          ? dev->rx_depth_min
                          : UC_CONFIG_LWIP_RX_BUFFERS;

    return dev->rx_depth < wanted ? dev->rx_depth : wanted;
}

void lwip_nic_refill(struct lwip_nic *nic)
{
    unsigned wanted = rx_wanted(nic);

    while (nic->rx_posted < wanted) {
        struct uc_net_rx_buffer batch[16];
        unsigned n = 0;

        while (n < UC_ARRAY_SIZE(batch) && nic->rx_posted + n < wanted) {
            if (nic->rx_free == NULL && !grow(nic)) {
                break;
            }
            struct lwip_rx_buffer *buffer = nic->rx_free;
            nic->rx_free = buffer->next;
            nic->rx_idle--;
            batch[n++] = (struct uc_net_rx_buffer){
                .data = buffer->data,
                .bytes =
                    nic->rx_slot_bytes - (nic->dev->rx_pages ? 0 : DATA_OFFSET),
                .cookie = buffer,
            };
        }
        unsigned took = nic->dev->ops->rx_post(nic->dev, batch, n);
        nic->rx_posted += took;
        for (unsigned i = took; i < n; i++) {
            put_free(batch[i].cookie);
        }
        if (took == 0) {
            if (n == 0 && nic->rx_posted < wanted / 2) {
                free_out_of_order();
            }
            return;
        }
    }
}

/* The application holds so much that the device would soon have nothing. */
static bool scarce(const struct lwip_nic *nic)
{
    unsigned held = nic->rx_made - nic->rx_idle - nic->rx_posted;

    return held > UC_CONFIG_LWIP_RX_BUFFERS_MAX / 2;
}

static bool wants_copy(const struct lwip_nic *nic, uint32_t bytes)
{
    /* Without pools, a checked malloc is to see reads past a frame's end. */
    return bytes > 0 &&
           (!UC_CONFIG_LWIP_POOLS || (bytes <= COPY_BYTES && scarce(nic)));
}

static struct pbuf *pbuf_of(struct lwip_nic *nic, const struct uc_net_rx *rx)
{
    struct lwip_rx_buffer *buffer = rx->cookie;
    char *data = buffer->data + rx->offset;

    if (UC_UNLIKELY(wants_copy(nic, rx->bytes))) {
        struct pbuf *copy = pbuf_alloc(PBUF_RAW, (u16_t)rx->bytes, PBUF_RAM);
        if (copy != NULL) {
            memcpy(copy->payload, data, rx->bytes);
            put_free(buffer);
            return copy;
        }
    }
    return pbuf_alloced_custom(PBUF_RAW, (u16_t)rx->bytes, PBUF_REF,
                               &buffer->pbuf, data, (u16_t)rx->bytes);
}

/* Takes the frame that starts at rx[0]; returns its buffers' number. */
static unsigned take_frame(struct lwip_nic *nic, const struct uc_net_rx *rx,
                           unsigned n, struct pbuf **out)
{
    struct pbuf *frame = pbuf_of(nic, &rx[0]);
    unsigned used = 1;

    while (rx[used - 1].more && used < n) {
        pbuf_cat(frame, pbuf_of(nic, &rx[used]));
        used++;
    }
    *out = frame;
    return used;
}

enum {
    CHECK_SUMS = NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP,
};

/*
 * Quirk: lwIP 2.1.3 reads headers of ARP and IPv4 before it looks at the
 * length, and expects them in one piece.
 */
static bool holds_header(const struct pbuf *frame)
{
    const struct eth_hdr *ethernet = frame->payload;

    if (frame->len < SIZEOF_ETH_HDR) {
        return false;
    }
    switch (ethernet->type) {
    case PP_HTONS(ETHTYPE_ARP):
        return frame->len >= SIZEOF_ETH_HDR + SIZEOF_ETHARP_HDR;
    case PP_HTONS(ETHTYPE_IPV6):
        return frame->len >= SIZEOF_ETH_HDR + IP6_HLEN;
    default:
        return frame->len >= SIZEOF_ETH_HDR + IP_HLEN;
    }
}

static void input(struct lwip_nic *nic, struct pbuf *frame, unsigned flags)
{
    if (!holds_header(frame)) {
        nic->rx_dropped++;
        pbuf_free(frame);
        return;
    }
    UC_TRACE(UC_TRACE_INSTANT, "net.receive", "bytes", frame->tot_len, "", 0);
    nic->rx_frames++;
    nic->rx_bytes += frame->tot_len;
    /* lwIP keeps this per interface; input is done before the next frame. */
    if (flags & (UC_NET_CSUM_GOOD | UC_NET_CSUM_PARTIAL)) {
        nic->netif.chksum_flags &= (u16_t)~CHECK_SUMS;
    } else {
        nic->netif.chksum_flags |= CHECK_SUMS;
    }
    lwip_time_wait_check(frame);
    if (ethernet_input(frame, &nic->netif) != ERR_OK) {
        pbuf_free(frame);
    }
}

unsigned lwip_nic_rx(struct lwip_nic *nic)
{
    struct uc_net_rx rx[UC_NET_BATCH_MAX];

    if (UC_UNLIKELY(nic->rx_broken)) {
        return 0;
    }
    int n = nic->dev->ops->rx(nic->dev, rx, UC_ARRAY_SIZE(rx));
    if (UC_UNLIKELY(n < 0)) {
        nic->rx_broken = true;
        netif_set_link_down(&nic->netif);
        return 0;
    }
    nic->rx_posted -= (unsigned)n;
    for (unsigned i = 0; i < (unsigned)n;) {
        struct pbuf *frame;
        unsigned flags = rx[i].flags;
        i += take_frame(nic, &rx[i], (unsigned)n - i, &frame);
        input(nic, frame, flags);
    }
    return (unsigned)n;
}

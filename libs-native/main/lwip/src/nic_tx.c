/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: the pieces of a pbuf chain go to the device as they are; the chain
 * is held until the device is done with it.
 */
#include <uc/trace.h>

#include <string.h>

#include "internal.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"

enum {
    TCP_CSUM_OFFSET = 16,
    HEADERS_MIN = SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN,
};

static uint16_t fold(uint64_t sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + ((sum >> 16) & 0xffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)((sum & 0xffff) + (sum >> 16));
}

static uint64_t sum_words(const void *data, unsigned words)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < words; i++) {
        uint32_t word;
        memcpy(&word, (const char *)data + i * 4, 4);
        sum += word;
    }
    return sum;
}

/*
 * Leaves the checksum of a TCP segment to the device: lwIP left the field 0,
 * the sum of the pseudo header goes there. Spec: RFC 9293, section 3.1.
 */
static void leave_checksum(const struct pbuf *p, struct uc_net_tx *frame)
{
    char *ip = (char *)p->payload + SIZEOF_ETH_HDR;
    unsigned type = ((const struct eth_hdr *)p->payload)->type;
    unsigned header;
    unsigned length;
    uint64_t sum;

    if (p->len < HEADERS_MIN) {
        return;
    }
    if (type == PP_HTONS(ETHTYPE_IP)) {
        const struct ip_hdr *ip4 = (const void *)ip;
        if (IPH_PROTO(ip4) != IP_PROTO_TCP) {
            return;
        }
        header = IPH_HL_BYTES(ip4);
        length = lwip_ntohs(IPH_LEN(ip4)) - header;
        sum = sum_words(ip + 12, 2);
    } else if (type == PP_HTONS(ETHTYPE_IPV6)) {
        const struct ip6_hdr *ip6 = (const void *)ip;
        if (IP6H_NEXTH(ip6) != IP6_NEXTH_TCP ||
            p->len < HEADERS_MIN - IP_HLEN + IP6_HLEN) {
            return;
        }
        header = IP6_HLEN;
        length = IP6H_PLEN(ip6);
        sum = sum_words(ip + 8, 8);
    } else {
        return;
    }
    sum += lwip_htonl(length) + (uint64_t)lwip_htonl(IP_PROTO_TCP);
    uint16_t partial = fold(sum);
    memcpy(ip + header + TCP_CSUM_OFFSET, &partial, sizeof partial);
    frame->flags |= UC_NET_CSUM_PARTIAL;
    frame->csum_start = (uint16_t)(SIZEOF_ETH_HDR + header);
    frame->csum_offset = TCP_CSUM_OFFSET;
}

/* Returns 0 where the chain cannot be handed over as it is. */
static unsigned list_pieces(const struct pbuf *p, struct uc_net_piece *pieces)
{
    unsigned n = 0;

    for (const struct pbuf *q = p; q != NULL; q = q->next) {
        if (q->len == 0) {
            continue;
        }
        if (n == UC_NET_PIECES_MAX || PBUF_NEEDS_COPY(q)) {
            return 0;
        }
        pieces[n++] = (struct uc_net_piece){q->payload, q->len};
    }
    return n;
}

static bool has_headroom(const struct pbuf *p, unsigned bytes)
{
    return (p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS) &&
           p->ref == 1 &&
           (size_t)((char *)p->payload - (const char *)p) >=
               LWIP_MEM_ALIGN_SIZE(sizeof *p) + bytes;
}

static err_t send(struct lwip_nic *nic, struct pbuf *p,
                  const struct uc_net_piece *pieces, unsigned n)
{
    struct uc_netdev *dev = nic->dev;
    struct uc_net_tx frame = {.pieces = pieces, .pieces_n = n, .cookie = p};

    if (dev->offloads & UC_NET_TX_CSUM) {
        leave_checksum(p, &frame);
    }
    if (dev->tx_headroom > 0 && has_headroom(p, dev->tx_headroom)) {
        frame.flags |= UC_NET_HEADROOM;
    }
    pbuf_ref(p);
    if (UC_UNLIKELY(dev->ops->tx(dev, &frame, 1) == 0)) {
        dev->ops->flush(dev);
        lwip_nic_reap(nic);
        if (dev->ops->tx(dev, &frame, 1) == 0) {
            pbuf_free(p);
            nic->tx_dropped++;
            return ERR_MEM;
        }
    }
    UC_TRACE(UC_TRACE_INSTANT, "net.send", "bytes", p->tot_len, "", 0);
    nic->tx_frames++;
    nic->tx_bytes += p->tot_len;
    if (!nic->tx_dirty) {
        nic->tx_dirty = true;
        if (uc_thread_self() != lwip_core.thread) {
            lwip_core_wake();
        }
    }
    return ERR_OK;
}

err_t lwip_nic_output(struct netif *netif, struct pbuf *p)
{
    struct lwip_nic *nic = netif->state;
    struct uc_net_piece pieces[UC_NET_PIECES_MAX];
    unsigned n = list_pieces(p, pieces);

    if (UC_LIKELY(n > 0)) {
        return send(nic, p, pieces, n);
    }
    struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
    if (copy == NULL) {
        nic->tx_dropped++;
        return ERR_MEM;
    }
    pieces[0] = (struct uc_net_piece){copy->payload, copy->len};
    err_t err = send(nic, copy, pieces, 1);
    pbuf_free(copy);
    return err;
}

void lwip_nic_reap(struct lwip_nic *nic)
{
    void *done[UC_NET_BATCH_MAX];
    unsigned n;

    do {
        n = nic->dev->ops->reap(nic->dev, done, UC_ARRAY_SIZE(done));
        nic->tx_reaped += n;
        for (unsigned i = 0; i < n; i++) {
            pbuf_free(done[i]);
        }
    } while (n == UC_ARRAY_SIZE(done));
}

void lwip_nic_flush(struct lwip_nic *nic)
{
    if (nic->tx_dirty) {
        nic->tx_dirty = false;
        nic->dev->ops->flush(nic->dev);
    }
}

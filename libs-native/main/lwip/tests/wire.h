/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_TESTS_WIRE_H
#define LWIP_TESTS_WIRE_H

/*
 * A network of one wire: a device whose frames the test sees and makes up, byte
 * by byte, and what it needs to play a peer.
 */
#include <string.h>

#include <uc/assert.h>
#include <uc/init.h>
#include <uc/netdev.h>
#include <uc/netstack.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>

enum {
    WIRE_RX_MAX = 64,
    WIRE_RX_MIN = 40, /* more than the stack gives by itself */
    WIRE_FRAME_MAX = 1514,
    WIRE_SENT_MAX = 64,
    ETH_HEADER = 14,
    IP4_HEADER = 20,
    IP6_HEADER = 40,
    TCP_HEADER = 20,
    UDP_HEADER = 8,
    PROTO_ICMP = 1,
    PROTO_TCP = 6,
    PROTO_UDP = 17,
    PROTO_ICMP6 = 58,
    TYPE_IP4 = 0x0800,
    TYPE_ARP = 0x0806,
    TYPE_IP6 = 0x86dd,
    TCP_FIN = 1,
    TCP_SYN = 2,
    TCP_RST = 4,
    TCP_PSH = 8,
    TCP_ACK = 16,
};

struct wire_frame {
    size_t len;
    unsigned flags; /* enum uc_net_frame_flag */
    uint8_t data[WIRE_FRAME_MAX];
};

static struct {
    struct uc_netdev dev;
    struct uc_net_rx_buffer posted[WIRE_RX_MAX];
    unsigned posted_first, posted_n;
    struct {
        void *cookie;
        uint32_t bytes;
        unsigned flags;
        bool more;
    } filled[WIRE_RX_MAX];
    unsigned filled_n;
    void *done[256];
    unsigned done_n;
    struct wire_frame sent[WIRE_SENT_MAX]; /* the last ones */
    unsigned sent_n;                       /* in all */
    unsigned flushes;
    unsigned dropped; /* no buffer was posted */
} wire;

static const uint8_t wire_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
static const uint8_t wire_peer_mac[6] = {0x02, 0, 0, 0, 0, 0x02};
static const uint8_t wire_ip[4] = {10, 0, 0, 2};
static const uint8_t wire_peer_ip[4] = {10, 0, 0, 1};

static inline unsigned wire_tx(struct uc_netdev *dev,
                               const struct uc_net_tx *frames, unsigned n)
{
    unsigned i = 0;

    (void)dev;
    for (; i < n && wire.done_n < 256; i++) {
        struct wire_frame *sent = &wire.sent[wire.sent_n++ % WIRE_SENT_MAX];
        sent->len = 0;
        sent->flags = frames[i].flags;
        for (unsigned k = 0; k < frames[i].pieces_n; k++) {
            const struct uc_net_piece *piece = &frames[i].pieces[k];
            if (piece->bytes > sizeof sent->data - sent->len) {
                uc_panic("wire: a frame above the MTU");
            }
            memcpy(sent->data + sent->len, piece->data, piece->bytes);
            sent->len += piece->bytes;
        }
        wire.done[wire.done_n++] = frames[i].cookie;
    }
    return i;
}

static inline void wire_flush(struct uc_netdev *dev)
{
    (void)dev;
    wire.flushes++;
}

static inline unsigned wire_reap(struct uc_netdev *dev, void **cookies,
                                 unsigned n)
{
    unsigned i = 0;

    (void)dev;
    while (i < n && wire.done_n > 0) {
        cookies[i++] = wire.done[--wire.done_n];
    }
    return i;
}

static inline unsigned wire_rx_post(struct uc_netdev *dev,
                                    const struct uc_net_rx_buffer *buffers,
                                    unsigned n)
{
    unsigned i = 0;

    (void)dev;
    for (; i < n && wire.posted_n < WIRE_RX_MAX; i++) {
        wire.posted[(wire.posted_first + wire.posted_n++) % WIRE_RX_MAX] =
            buffers[i];
    }
    return i;
}

static inline int wire_rx(struct uc_netdev *dev, struct uc_net_rx *out,
                          unsigned n)
{
    unsigned done = wire.filled_n < n ? wire.filled_n : n;

    (void)dev;
    for (unsigned i = 0; i < done; i++) {
        out[i] = (struct uc_net_rx){.cookie = wire.filled[i].cookie,
                                    .offset = 0,
                                    .bytes = wire.filled[i].bytes,
                                    .flags = wire.filled[i].flags,
                                    .more = wire.filled[i].more};
    }
    wire.filled_n -= done;
    memmove(wire.filled, wire.filled + done,
            wire.filled_n * sizeof wire.filled[0]);
    return (int)done;
}

static inline bool wire_arm(struct uc_netdev *dev)
{
    (void)dev;
    return wire.filled_n > 0;
}

static const struct uc_netdev_ops wire_ops = {
    .tx = wire_tx,
    .flush = wire_flush,
    .reap = wire_reap,
    .rx_post = wire_rx_post,
    .rx = wire_rx,
    .arm = wire_arm,
};

static inline int wire_plug_in(void)
{
    wire.dev.ops = &wire_ops;
    memcpy(wire.dev.mac, wire_mac, 6);
    wire.dev.mtu = 1500;
    wire.dev.rx_depth = WIRE_RX_MAX;
    wire.dev.rx_depth_min = WIRE_RX_MIN;
    wire.dev.rx_bytes_min = WIRE_FRAME_MAX;
    uc_netdev_add(&wire.dev);
    return 0;
}

UC_INIT(3, wire_plug_in);

/* Lets the stack run until it sleeps. */
static inline void wire_settle(void)
{
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
}

static inline void wire_settle_ms(unsigned ms)
{
    uc_sleep_until(uc_plat_clock_monotonic() + ms * UC_NSEC_PER_MS);
}

/* The device receives (len) bytes; they may lie in several buffers. */
static inline void wire_inject(const uint8_t *data, size_t len, unsigned flags,
                               size_t piece)
{
    do {
        size_t part = len < piece ? len : piece;
        if (wire.posted_n == 0) {
            wire.dropped++;
            if (wire.filled_n > 0) {
                wire.filled[wire.filled_n - 1].more = false;
            }
            break;
        }
        struct uc_net_rx_buffer *buffer =
            &wire.posted[wire.posted_first++ % WIRE_RX_MAX];
        wire.posted_n--;
        memcpy(buffer->data, data, part);
        wire.filled[wire.filled_n].cookie = buffer->cookie;
        wire.filled[wire.filled_n].bytes = (uint32_t)part;
        wire.filled[wire.filled_n].flags = flags;
        wire.filled[wire.filled_n].more = len > part;
        wire.filled_n++;
        data += part;
        len -= part;
    } while (len > 0);
    wire.dev.notify(wire.dev.notify_arg);
}

/* The (back)th last frame that the stack sent, 0 the last. */
static inline const struct wire_frame *wire_last(unsigned back)
{
    return &wire.sent[(wire.sent_n - 1 - back) % WIRE_SENT_MAX];
}

/* Making frames. */

static inline void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

static inline unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static inline uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* Spec: RFC 1071, byte by byte, on purpose not as the stack does it. */
static inline unsigned wire_sum(const uint8_t *data, size_t len, uint32_t sum)
{
    for (size_t i = 0; i < len; i++) {
        sum += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return sum;
}

static inline void wire_ethernet(uint8_t *frame, unsigned type)
{
    memcpy(frame, wire_mac, 6);
    memcpy(frame + 6, wire_peer_mac, 6);
    put16(frame + 12, type);
}

static inline void wire_ip4_checksum(uint8_t *ip)
{
    size_t header = (size_t)(ip[0] & 15) * 4;

    put16(ip + 10, 0);
    put16(ip + 10, ~wire_sum(ip, header, 0) & 0xffff);
}

/* (offset) in units of 8 bytes, with the flags above it. */
static inline uint8_t *wire_ip4(uint8_t *frame, unsigned proto, size_t payload,
                                unsigned offset)
{
    uint8_t *ip = frame + ETH_HEADER;

    wire_ethernet(frame, TYPE_IP4);
    memset(ip, 0, IP4_HEADER);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(IP4_HEADER + payload));
    put16(ip + 4, 0x1234);
    put16(ip + 6, offset);
    ip[8] = 64;
    ip[9] = (uint8_t)proto;
    memcpy(ip + 12, wire_peer_ip, 4);
    memcpy(ip + 16, wire_ip, 4);
    wire_ip4_checksum(ip);
    return ip + IP4_HEADER;
}

/* Fills in the checksum of TCP or UDP at (field) of (len) bytes at (at). */
static inline void wire_l4_checksum(const uint8_t *ip, uint8_t *at, size_t len,
                                    unsigned proto, unsigned field)
{
    bool v4 = ip[0] >> 4 == 4;
    uint32_t sum = wire_sum(ip + (v4 ? 12 : 8), v4 ? 8 : 32, 0);

    put16(at + field, 0);
    put16(at + field, ~wire_sum(at, len, sum + (uint32_t)len + proto) & 0xffff);
}

static inline size_t wire_udp(uint8_t *frame, unsigned from, unsigned to,
                              const void *data, size_t len)
{
    uint8_t *udp = wire_ip4(frame, PROTO_UDP, UDP_HEADER + len, 0);

    put16(udp, from);
    put16(udp + 2, to);
    put16(udp + 4, (unsigned)(UDP_HEADER + len));
    memcpy(udp + UDP_HEADER, data, len);
    wire_l4_checksum(frame + ETH_HEADER, udp, UDP_HEADER + len, PROTO_UDP, 6);
    return ETH_HEADER + IP4_HEADER + UDP_HEADER + len;
}

struct wire_tcp {
    unsigned from, to;
    uint32_t seq, ack;
    unsigned flags;
    const void *data;
    size_t len;
};

static inline size_t wire_tcp(uint8_t *frame, const struct wire_tcp *segment)
{
    size_t len = TCP_HEADER + segment->len;
    uint8_t *tcp = wire_ip4(frame, PROTO_TCP, len, 0);

    memset(tcp, 0, TCP_HEADER);
    put16(tcp, segment->from);
    put16(tcp + 2, segment->to);
    put32(tcp + 4, segment->seq);
    put32(tcp + 8, segment->ack);
    tcp[12] = 5 << 4;
    tcp[13] = (uint8_t)segment->flags;
    put16(tcp + 14, 0xffff);
    if (segment->len > 0) {
        memcpy(tcp + TCP_HEADER, segment->data, segment->len);
    }
    wire_l4_checksum(frame + ETH_HEADER, tcp, len, PROTO_TCP, 16);
    return ETH_HEADER + IP4_HEADER + len;
}

static inline size_t wire_arp_reply(uint8_t *frame)
{
    uint8_t *arp = frame + ETH_HEADER;

    wire_ethernet(frame, TYPE_ARP);
    put16(arp, 1);
    put16(arp + 2, TYPE_IP4);
    arp[4] = 6;
    arp[5] = 4;
    put16(arp + 6, 2);
    memcpy(arp + 8, wire_peer_mac, 6);
    memcpy(arp + 14, wire_peer_ip, 4);
    memcpy(arp + 18, wire_mac, 6);
    memcpy(arp + 24, wire_ip, 4);
    return ETH_HEADER + 28;
}

/* Answers the question who the peer is, so that frames leave at once. */
static inline void wire_meet(void)
{
    uint8_t frame[64];
    uint8_t request[ETH_HEADER + 28];

    (void)wire_arp_reply(request);
    put16(request + ETH_HEADER + 6, 1);
    wire_inject(request, sizeof request, 0, WIRE_FRAME_MAX);
    wire_settle();
    wire_inject(frame, wire_arp_reply(frame), 0, WIRE_FRAME_MAX);
    wire_settle();
}

#endif /* LWIP_TESTS_WIRE_H */

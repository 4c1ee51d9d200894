/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_TESTS_HOSTILE_H
#define LWIP_TESTS_HOSTILE_H

/*
 * A network that sends what the bytes of an input say: frames of every protocol
 * that the stack speaks, well formed at first and then bent. The peer follows
 * the conversation (sequence numbers, DNS and DHCP transactions), so that its
 * frames get past the first checks.
 */
#include <uc/errors.h>
#include <uc/hosted.h>

#include "wire.h"

struct input {
    const uint8_t *at;
    size_t left;
};

static inline unsigned input_byte(struct input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->at++;
}

static inline unsigned input_word(struct input *input)
{
    unsigned word = input_byte(input) << 8;

    return word | input_byte(input);
}

/* What the peer has learned from frames that the stack sent. */
static struct {
    unsigned frames_seen;
    uint32_t tcp_next;  /* what it expects from the stack */
    uint32_t tcp_wants; /* what the stack expects from it */
    unsigned tcp_port;  /* of the stack */
    unsigned dns_port, dns_id;
    uint32_t dhcp_xid;
    uint8_t ip6[16]; /* of the stack, link-local */
} peer;

static inline void peer_learn_ip4(const uint8_t *ip)
{
    const uint8_t *at = ip + IP4_HEADER;

    if (ip[9] == PROTO_TCP) {
        peer.tcp_port = get16(at);
        peer.tcp_next = get32(at + 4) + ((at[13] & TCP_SYN) != 0);
        peer.tcp_wants = get32(at + 8);
    } else if (ip[9] == PROTO_UDP && get16(at + 2) == 53) {
        peer.dns_port = get16(at);
        peer.dns_id = get16(at + UDP_HEADER);
    } else if (ip[9] == PROTO_UDP && get16(at + 2) == 67) {
        peer.dhcp_xid = get32(at + UDP_HEADER + 4);
    }
}

static inline void peer_learn(void)
{
    if (wire.sent_n - peer.frames_seen > WIRE_SENT_MAX) {
        peer.frames_seen = wire.sent_n - WIRE_SENT_MAX;
    }
    while (peer.frames_seen < wire.sent_n) {
        const struct wire_frame *frame =
            &wire.sent[peer.frames_seen++ % WIRE_SENT_MAX];
        const uint8_t *ip = frame->data + ETH_HEADER;
        if (get16(frame->data + 12) == TYPE_IP4) {
            peer_learn_ip4(ip);
        } else if (get16(frame->data + 12) == TYPE_IP6 && ip[8] == 0xfe) {
            memcpy(peer.ip6, ip + 8, 16);
        }
    }
}

static inline void fill(struct input *input, uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        at[i] = (uint8_t)input_byte(input);
    }
}

/* Each returns the length of the frame that it made. */

static inline size_t make_tcp(struct input *input, uint8_t *frame)
{
    static const unsigned ports[] = {80, 80, 80, 81};
    unsigned what = input_byte(input);
    unsigned options = what & 8 ? input_byte(input) % 11 : 0;
    uint8_t data[1200];
    struct wire_tcp segment = {
        .from = 4000 + (what & 1),
        .to = ports[what >> 1 & 3],
        .seq = peer.tcp_wants,
        .ack = peer.tcp_next,
        .flags = what & 16 ? input_byte(input) & 63 : TCP_ACK | TCP_PSH,
        .data = data,
        .len = options * 4 + input_word(input) % 1000,
    };

    if (what & 32) {
        segment.seq += input_word(input) - 32768;
    }
    if (what & 64) {
        segment.ack += input_word(input) - 32768;
    }
    memset(data, 'x', sizeof data);
    fill(input, data, options * 4 + 8);
    size_t len = wire_tcp(frame, &segment);
    frame[ETH_HEADER + IP4_HEADER + 12] = (uint8_t)((5 + options) << 4);
    if (what & 128) {
        put16(frame + ETH_HEADER + IP4_HEADER + 14, input_word(input));
    }
    return len;
}

static inline size_t make_udp(struct input *input, uint8_t *frame)
{
    uint8_t data[512];
    size_t len = input_word(input) % sizeof data;

    memset(data, 0, sizeof data);
    fill(input, data, len < 32 ? len : 32);
    return wire_udp(frame, 1234, 7, data, len);
}

static inline size_t make_dns(struct input *input, uint8_t *frame)
{
    static const uint8_t question[] = {7,   'u', 'n', 'i', 'c', 'o',
                                       'r', 'e', 4,   't', 'e', 's',
                                       't', 0,   0,   1,   0,   1};
    uint8_t data[300] = {0};
    size_t len = 12 + sizeof question;

    put16(data, peer.dns_id);
    put16(data + 2, 0x8180);
    put16(data + 4, 1);
    put16(data + 6, 1 + input_byte(input) % 3);
    memcpy(data + 12, question, sizeof question);
    data[len - 3] = input_byte(input) & 1 ? 28 : 1;
    if (input_byte(input) & 1) {
        put16(data + len, 0xc00c);
        put16(data + len + 2, data[len - 3]);
        put16(data + len + 4, 1);
        put32(data + len + 6, 60);
        put16(data + len + 10, data[len - 3] == 1 ? 4 : 16);
        len += 12;
    }
    size_t more = input_byte(input) % 60;
    fill(input, data + len, more);
    return wire_udp(frame, 53, peer.dns_port, data, len + more);
}

static inline size_t make_dhcp(struct input *input, uint8_t *frame)
{
    static const uint8_t options[] = {
        0x63, 0x82, 0x53, 0x63, 53,  1, 2,  54, 4, 10, 0, 0, 1,
        1,    4,    255,  255,  255, 0, 51, 4,  0, 0,  0, 60};
    uint8_t data[548] = {2, 1, 6, 0};

    put32(data + 4, peer.dhcp_xid);
    memcpy(data + 16, wire_ip, 4);
    memcpy(data + 28, wire_mac, 6);
    memcpy(data + 236, options, sizeof options);
    data[242] = (uint8_t)(input_byte(input) % 9);
    size_t len = 236 + sizeof options;
    size_t more = input_byte(input) % 100;
    fill(input, data + len, more);
    size_t size = wire_udp(frame, 67, 68, data, len + more);
    memset(frame + ETH_HEADER + 16, 0xff, 4);
    wire_ip4_checksum(frame + ETH_HEADER);
    return size;
}

static inline size_t make_icmp(struct input *input, uint8_t *frame)
{
    size_t len = 8 + input_word(input) % 600;
    uint8_t *icmp = wire_ip4(frame, PROTO_ICMP, len, 0);

    memset(icmp, 0, len);
    fill(input, icmp, len < 40 ? len : 40);
    put16(icmp + 2, 0);
    put16(icmp + 2, ~wire_sum(icmp, len, 0) & 0xffff);
    return ETH_HEADER + IP4_HEADER + len;
}

static inline size_t make_fragment(struct input *input, uint8_t *frame)
{
    size_t len = input_word(input) % 1400;
    uint8_t *at =
        wire_ip4(frame, input_byte(input) & 1 ? PROTO_UDP : PROTO_ICMP, len,
                 input_word(input) & 0x3fff);

    memset(at, 0, len);
    put16(frame + ETH_HEADER + 4, input_byte(input) % 4);
    wire_ip4_checksum(frame + ETH_HEADER);
    return ETH_HEADER + IP4_HEADER + len;
}

static inline size_t make_arp(struct input *input, uint8_t *frame)
{
    size_t len = wire_arp_reply(frame);

    fill(input, frame + ETH_HEADER + 6, 2);
    if (input_byte(input) & 1) {
        fill(input, frame + ETH_HEADER + 14, 4);
    }
    return len;
}

static inline size_t make_ip6(struct input *input, uint8_t *frame)
{
    static const uint8_t all_nodes[16] = {0xff, 2, [15] = 1};
    static const uint8_t neighbour[16] = {0xfe, 0x80, [15] = 9};
    static const uint8_t kinds[] = {
        PROTO_ICMP6, PROTO_ICMP6, PROTO_ICMP6, 0,         43,
        44,          60,          PROTO_UDP,   PROTO_TCP, 59};
    uint8_t *ip = frame + ETH_HEADER;
    uint8_t *at = ip + IP6_HEADER;
    size_t len = input_word(input) % 400;

    wire_ethernet(frame, TYPE_IP6);
    memset(ip, 0, IP6_HEADER + len);
    ip[0] = 6 << 4;
    put16(ip + 4, (unsigned)len);
    ip[6] = kinds[input_byte(input) % sizeof kinds];
    ip[7] = 255;
    memcpy(ip + 8, neighbour, 16);
    memcpy(ip + 24, input_byte(input) & 1 ? peer.ip6 : all_nodes, 16);
    fill(input, at, len < 80 ? len : 80);
    if (ip[6] == PROTO_ICMP6 && len >= 4) {
        /* Mostly neighbour discovery: types 128 to 137. */
        at[0] = (uint8_t)(input_byte(input) & 1 ? 133 + at[0] % 5
                                                : 128 + at[0] % 10);
        at[1] = (uint8_t)(at[1] & 1);
        wire_l4_checksum(ip, at, len, PROTO_ICMP6, 2);
    } else if (ip[6] == PROTO_TCP && len >= TCP_HEADER) {
        wire_l4_checksum(ip, at, len, PROTO_TCP, 16);
    } else if (ip[6] == PROTO_UDP && len >= UDP_HEADER) {
        wire_l4_checksum(ip, at, len, PROTO_UDP, 6);
    }
    return ETH_HEADER + IP6_HEADER + len;
}

/* Bends a frame that is right, mostly in its headers. */
static inline size_t bend(struct input *input, uint8_t *frame, size_t len)
{
    unsigned what = input_byte(input);

    for (unsigned i = what & 3; i > 0 && len > 0; i--) {
        frame[input_byte(input) % len] = (uint8_t)input_byte(input);
    }
    if (what & 4) {
        len = input_word(input) % (len + 1);
    }
    if ((what & 8) == 0 && len >= ETH_HEADER + 60 &&
        get16(frame + 12) == TYPE_IP4) {
        wire_ip4_checksum(frame + ETH_HEADER);
    }
    return len;
}

static inline void hostile_frame(struct input *input)
{
    static size_t (*const makers[])(struct input *, uint8_t *) = {
        make_tcp,  make_tcp,      make_tcp, make_udp, make_dns, make_dhcp,
        make_icmp, make_fragment, make_arp, make_ip6, make_ip6, make_ip6,
    };
    uint8_t frame[WIRE_FRAME_MAX + 600];
    unsigned how = input_byte(input);

    peer_learn();
    size_t len = makers[how % UC_ARRAY_SIZE(makers)](input, frame);
    len = bend(input, frame, len);
    if (len > WIRE_FRAME_MAX) {
        len = WIRE_FRAME_MAX;
    }
    if (wire.filled_n < WIRE_RX_MAX / 2) {
        wire_inject(frame, len, how & 128 ? UC_NET_CSUM_GOOD : 0,
                    how & 64 ? 200 : WIRE_FRAME_MAX);
    }
}

/* What an application does meanwhile: takes all connections, sends all back. */

enum {
    CLIENTS = 8,
};

static struct {
    struct uc_socket *listener, *udp;
    struct uc_socket *clients[CLIENTS];
} app;

static inline void app_open(void)
{
    struct uc_net_addr any = {.family = UC_NET_IPV6, .port = 80};

    if (uc_socket_open(&app.listener, UC_NET_IPV6, UC_SOCKET_TCP) < 0 ||
        uc_socket_bind(app.listener, &any) < 0 ||
        uc_socket_listen(app.listener, 0) < 0) {
        uc_panic("hostile: the stack does not start");
    }
    any.port = 7;
    if (uc_socket_open(&app.udp, UC_NET_IPV6, UC_SOCKET_UDP) < 0 ||
        uc_socket_bind(app.udp, &any) < 0) {
        uc_panic("hostile: the stack does not start");
    }
}

static inline void app_serve(struct uc_socket **client)
{
    const void *data;
    uc_ssize_t n = uc_socket_peek(*client, &data);

    if (n > 0) {
        uc_ssize_t sent = uc_socket_send(*client, data, (size_t)n, 0, NULL);
        uc_socket_consume(*client, (size_t)n);
        n = sent == -UC_EAGAIN ? 1 : sent;
    }
    if (n <= 0 && n != -UC_EAGAIN) {
        uc_socket_close(*client);
        *client = NULL;
    }
}

static inline void app_turn(void)
{
    uint8_t data[2048];
    struct uc_net_addr from;
    uc_ssize_t n;

    for (unsigned i = 0; i < CLIENTS; i++) {
        if (app.clients[i] == NULL) {
            (void)uc_socket_accept(app.listener, &app.clients[i], NULL);
        } else {
            app_serve(&app.clients[i]);
        }
    }
    while ((n = uc_socket_recv(app.udp, data, sizeof data, 0, &from)) >= 0) {
        (void)uc_socket_send(app.udp, data, (size_t)n, 0, &from);
    }
    uc_net_flush();
}

/* Somebody always asks for a name, so that an answer finds its question. */
static inline void app_resolve(void *arg)
{
    struct uc_net_addr found[2];

    (void)arg;
    for (;;) {
        (void)uc_net_resolve("unicore.test", 0, found, 2,
                             uc_plat_clock_monotonic() + UC_NSEC_PER_S);
        uc_sleep_until(uc_plat_clock_monotonic() + 20 * UC_NSEC_PER_MS);
    }
}

static inline void hostile_boot(void)
{
    uc_hosted_clock_simulate();
    uc_hosted_memory_add(64u << 20);
    if (uc_hosted_boot("net.addr=10.0.0.2/24 net.gw=10.0.0.1 "
                       "net.dns=10.0.0.1 net.dhcp=1") < 0) {
        uc_panic("hostile: the stack does not start");
    }
    app_open();
    (void)uc_thread_create(NULL, NULL, app_resolve, NULL);
    wire_meet();
}

static inline void hostile_run(const uint8_t *data, size_t size)
{
    struct input input = {data, size};

    while (input.left > 0) {
        unsigned pause = input_byte(&input);
        hostile_frame(&input);
        if (pause & 1) {
            wire_settle();
            app_turn();
        }
        if (pause > 250) {
            wire_settle_ms(3000); /* timers: retransmission, reassembly */
        }
    }
    wire_settle();
    app_turn();
}

#endif /* LWIP_TESTS_HOSTILE_H */

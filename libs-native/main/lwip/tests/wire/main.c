/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack on a wire: what it sends, byte by byte, and what it makes of what
 * it gets. */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/malloc.h>
#include <uc/test.h>

#include "../wire.h"

UC_HOSTED_BOOT("net.addr=10.0.0.2/24 net.gw=10.0.0.1");

static const uint8_t *ip_of(const struct wire_frame *frame)
{
    return frame->data + ETH_HEADER;
}

static const uint8_t *tcp_of(const struct wire_frame *frame)
{
    return frame->data + ETH_HEADER + IP4_HEADER;
}

/* The last frame of TCP from (port), NULL where none was sent since (since). */
static const struct wire_frame *last_tcp(unsigned port, unsigned since)
{
    for (unsigned back = 0; back + since < wire.sent_n; back++) {
        const struct wire_frame *frame = wire_last(back);
        if (get16(frame->data + 12) == TYPE_IP4 &&
            ip_of(frame)[9] == PROTO_TCP && get16(tcp_of(frame)) == port) {
            return frame;
        }
    }
    return NULL;
}

static void expect_sound(const struct wire_frame *frame)
{
    size_t len = get16(ip_of(frame) + 2) - IP4_HEADER;
    uint32_t pseudo =
        wire_sum(ip_of(frame) + 12, 8, 0) + (uint32_t)len + ip_of(frame)[9];

    UC_EXPECT_EQ(wire_sum(ip_of(frame), IP4_HEADER, 0), 0xffff);
    UC_EXPECT_EQ(frame->len, ETH_HEADER + IP4_HEADER + len);
    unsigned want =
        frame->flags & UC_NET_CSUM_PARTIAL ? wire_sum(NULL, 0, pseudo) : 0xffff;
    if (frame->flags & UC_NET_CSUM_PARTIAL) {
        UC_EXPECT_EQ(get16(tcp_of(frame) + 16), want);
    } else {
        UC_EXPECT_EQ(wire_sum(tcp_of(frame), len, pseudo), want);
    }
}

static void send_tcp(const struct wire_tcp *segment, unsigned flags)
{
    uint8_t frame[WIRE_FRAME_MAX];

    wire_inject(frame, wire_tcp(frame, segment), flags, WIRE_FRAME_MAX);
    wire_settle();
}

static struct uc_socket *open_listener(uint16_t port)
{
    struct uc_net_addr any = {.family = UC_NET_IPV4, .port = port};
    struct uc_socket *s = NULL;

    if (uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_TCP) == 0) {
        (void)uc_socket_bind(s, &any);
        (void)uc_socket_listen(s, 0);
    }
    return s;
}

/* A connection from (port) of the peer; fills (segment) with what comes next.
 */
static struct uc_socket *connect_peer(struct uc_socket *listener, unsigned port,
                                      struct wire_tcp *segment)
{
    struct uc_socket *s = NULL;
    struct uc_net_addr local;
    unsigned before = wire.sent_n;

    wire_meet();
    (void)uc_socket_local(listener, &local);
    *segment = (struct wire_tcp){
        .from = port, .to = local.port, .seq = 1000, .flags = TCP_SYN};
    send_tcp(segment, 0);
    const struct wire_frame *answer = last_tcp(local.port, before);
    if (answer == NULL) {
        return NULL;
    }
    segment->seq++;
    segment->ack = get32(tcp_of(answer) + 4) + 1;
    segment->flags = TCP_ACK;
    send_tcp(segment, 0);
    (void)uc_socket_accept(listener, &s, NULL);
    return s;
}

UC_TEST(answers_who_has_its_address)
{
    uint8_t frame[64];
    unsigned before = wire.sent_n;

    wire_inject(frame, wire_arp_reply(frame), 0, WIRE_FRAME_MAX);
    put16(frame + ETH_HEADER + 6, 1); /* a request */
    memset(frame, 0xff, 6);
    wire_inject(frame, ETH_HEADER + 28, 0, WIRE_FRAME_MAX);
    wire_settle();

    UC_REQUIRE(wire.sent_n > before);
    const struct wire_frame *reply = wire_last(0);
    UC_EXPECT_EQ(get16(reply->data + 12), TYPE_ARP);
    UC_EXPECT_EQ(get16(reply->data + ETH_HEADER + 6), 2);
    UC_EXPECT_MEM(reply->data + ETH_HEADER + 8, wire_mac, 6);
    UC_EXPECT_MEM(reply->data + ETH_HEADER + 14, wire_ip, 4);
}

UC_TEST(gives_the_device_as_many_buffers_as_it_needs)
{
    wire_settle();
    UC_EXPECT_EQ(wire.posted_n + wire.filled_n, (unsigned)WIRE_RX_MIN);
}

UC_TEST(answers_a_ping_with_the_same_bytes)
{
    uint8_t frame[WIRE_FRAME_MAX];
    uint8_t *icmp = wire_ip4(frame, PROTO_ICMP, 64, 0);
    wire_meet();

    memset(icmp, 0x5a, 64);
    icmp[0] = 8;
    icmp[1] = 0;
    put16(icmp + 2, 0);
    put16(icmp + 2, ~wire_sum(icmp, 64, 0) & 0xffff);
    wire_inject(frame, ETH_HEADER + IP4_HEADER + 64, 0, WIRE_FRAME_MAX);
    wire_settle();

    const struct wire_frame *reply = wire_last(0);
    UC_EXPECT_EQ(ip_of(reply)[9], PROTO_ICMP);
    UC_EXPECT_EQ(ip_of(reply)[IP4_HEADER], 0);
    UC_EXPECT_EQ(wire_sum(ip_of(reply) + IP4_HEADER, 64, 0), 0xffff);
    UC_EXPECT_MEM(ip_of(reply) + IP4_HEADER + 4, icmp + 4, 60);
}

UC_TEST(opens_a_connection_and_moves_bytes_both_ways)
{
    struct uc_socket *listener = open_listener(80);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5000, &segment);
    char got[16] = "";
    UC_REQUIRE(s != NULL);
    expect_sound(last_tcp(80, 0));

    segment.flags = TCP_ACK | TCP_PSH;
    segment.data = "hello";
    segment.len = 5;
    send_tcp(&segment, 0);
    UC_EXPECT_EQ(uc_socket_events(s), UC_SOCKET_READABLE | UC_SOCKET_WRITABLE);
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), 5);
    UC_EXPECT_STR(got, "hello");

    unsigned before = wire.sent_n;
    UC_EXPECT_EQ(uc_socket_send(s, "world", 5, 0, NULL), 5);
    uc_net_flush();
    const struct wire_frame *sent = last_tcp(80, before);
    UC_REQUIRE(sent != NULL);
    expect_sound(sent);
    UC_EXPECT_EQ(get32(tcp_of(sent) + 4), segment.ack);
    UC_EXPECT_EQ(get32(tcp_of(sent) + 8), segment.seq + 5);
    UC_EXPECT_MEM(tcp_of(sent) + TCP_HEADER, "world", 5);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(sends_head_and_body_as_one_segment_without_copying_the_body)
{
    static const char body[500] = "body"; /* the MSS is 536 here */
    struct uc_socket *listener = open_listener(81);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5001, &segment);
    UC_REQUIRE(s != NULL);
    (void)uc_socket_option_set(s, UC_SOCKOPT_NODELAY, 1);
    unsigned before = wire.sent_n;

    UC_EXPECT_EQ(uc_socket_send(s, "head", 4, UC_SOCKET_MORE, NULL), 4);
    UC_EXPECT_EQ(wire.sent_n, before);
    UC_EXPECT_EQ(uc_socket_send(s, body, sizeof body, UC_SOCKET_STATIC, NULL),
                 (long)sizeof body);

    UC_EXPECT_EQ(wire.sent_n, before + 1);
    const struct wire_frame *sent = wire_last(0);
    expect_sound(sent);
    UC_EXPECT_EQ(sent->len, ETH_HEADER + IP4_HEADER + TCP_HEADER + 504);
    UC_EXPECT_MEM(tcp_of(sent) + TCP_HEADER, "headbody", 8);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(drops_a_segment_whose_checksum_is_wrong)
{
    struct uc_socket *listener = open_listener(82);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5002, &segment);
    uint8_t frame[WIRE_FRAME_MAX];
    char got[8];
    UC_REQUIRE(s != NULL);
    segment.flags = TCP_ACK;
    segment.data = "x";
    segment.len = 1;
    size_t len = wire_tcp(frame, &segment);
    frame[len - 1] ^= 1;

    wire_inject(frame, len, 0, WIRE_FRAME_MAX);
    wire_settle();
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), -UC_EAGAIN);

    /* Unless the device says that it has checked. */
    wire_inject(frame, len, UC_NET_CSUM_GOOD, WIRE_FRAME_MAX);
    wire_settle();
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), 1);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(reads_a_frame_that_lies_in_several_buffers)
{
    struct uc_socket *listener = open_listener(83);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5003, &segment);
    uint8_t frame[WIRE_FRAME_MAX];
    uint8_t data[1000], got[1000];
    UC_REQUIRE(s != NULL);
    for (unsigned i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)i;
    }
    segment.flags = TCP_ACK;
    segment.data = data;
    segment.len = sizeof data;

    wire_inject(frame, wire_tcp(frame, &segment), 0, 300);
    wire_settle();
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), 1000);
    UC_EXPECT_MEM(got, data, sizeof data);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(puts_segments_in_order)
{
    struct uc_socket *listener = open_listener(84);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5004, &segment);
    char got[8] = "";
    UC_REQUIRE(s != NULL);
    struct wire_tcp second = segment;
    segment.data = "abc";
    second.data = "def";
    segment.len = second.len = 3;
    second.seq += 3;

    send_tcp(&second, 0);
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), -UC_EAGAIN);
    send_tcp(&segment, 0);
    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, NULL), 6);
    UC_EXPECT_STR(got, "abcdef");
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(sends_again_what_nobody_acknowledges)
{
    struct uc_socket *listener = open_listener(85);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5005, &segment);
    UC_REQUIRE(s != NULL);
    unsigned before = wire.sent_n;

    (void)uc_socket_send(s, "again", 5, 0, NULL);
    wire_settle();

    const struct wire_frame *first = last_tcp(85, before);
    UC_REQUIRE(first != NULL);
    before = wire.sent_n;
    wire_settle_ms(4000);
    const struct wire_frame *again = last_tcp(85, before);
    UC_REQUIRE(again != NULL);
    UC_EXPECT_MEM(tcp_of(again) + 4, tcp_of(first) + 4, 4);
    UC_EXPECT_MEM(tcp_of(again) + TCP_HEADER, "again", 5);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

static struct wire_tcp last_words;

/* Of a peer that is slow. */
static void acknowledge_all(void *arg)
{
    (void)arg;
    uc_sleep_until(uc_plat_clock_monotonic() + 300 * UC_NSEC_PER_MS);
    last_words.flags = TCP_ACK;
    last_words.ack += 5 + 1; /* with the end */
    send_tcp(&last_words, 0);
}

UC_TEST(at_the_end_lets_leave_what_was_sent_and_says_that_it_ends)
{
    struct uc_socket *listener = open_listener(86);
    struct uc_socket *s = connect_peer(listener, 5006, &last_words);
    struct uc_thread *peer;
    unsigned before = wire.sent_n;
    UC_REQUIRE(s != NULL);
    (void)uc_socket_send(s, "words", 5, 0, NULL);
    UC_REQUIRE(uc_thread_create(&peer, NULL, acknowledge_all, NULL) == 0);
    uc_hosted_clock_simulate();

    uc_netstack_shutdown();

    UC_EXPECT_EQ(last_words.flags, (unsigned)TCP_ACK);
    const struct wire_frame *frame = last_tcp(86, before);
    UC_REQUIRE(frame != NULL);
    UC_EXPECT((tcp_of(frame)[13] & TCP_FIN) != 0);
    uc_thread_join(peer);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

/* Nobody acknowledges. */
UC_TEST(at_the_end_waits_no_longer_than_a_second)
{
    struct uc_socket *listener = open_listener(88);
    struct uc_socket *s = connect_peer(listener, 5008, &last_words);
    UC_REQUIRE(s != NULL);
    uc_hosted_clock_simulate();
    uc_nsec_t before = uc_plat_clock_monotonic();

    uc_netstack_shutdown();

    uc_nsec_t took = uc_plat_clock_monotonic() - before;
    UC_EXPECT_GE(took, UC_NSEC_PER_S);
    UC_EXPECT_LT(took, 2 * UC_NSEC_PER_S);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(lets_a_new_connection_take_over_a_port_that_waits_out_its_time)
{
    struct uc_socket *listener = open_listener(87);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5007, &segment);
    UC_REQUIRE(s != NULL);
    uc_socket_close(s); /* this side first: it is the one that waits */
    uc_net_flush();
    segment.flags = TCP_ACK | TCP_FIN;
    segment.ack++;
    send_tcp(&segment, 0);

    unsigned before = wire.sent_n;
    segment.flags = TCP_SYN;
    send_tcp(&segment, 0); /* with numbers of the old connection */
    const struct wire_frame *answer = last_tcp(87, before);
    UC_EXPECT(answer == NULL || (tcp_of(answer)[13] & TCP_SYN) == 0);

    before = wire.sent_n;
    segment.seq += 20000000;
    send_tcp(&segment, 0);
    answer = last_tcp(87, before);
    UC_REQUIRE(answer != NULL);
    UC_EXPECT_EQ(tcp_of(answer)[13], TCP_SYN | TCP_ACK);
    UC_EXPECT_EQ(get32(tcp_of(answer) + 8), segment.seq + 1);
    uc_socket_close(listener);
}

UC_TEST(resets_who_talks_to_a_closed_port)
{
    unsigned before = wire.sent_n;
    wire_meet();
    struct wire_tcp segment = {.from = 1, .to = 9, .flags = TCP_SYN};
    send_tcp(&segment, 0);

    const struct wire_frame *answer = last_tcp(9, before);
    UC_REQUIRE(answer != NULL);
    UC_EXPECT(tcp_of(answer)[13] & TCP_RST);
}

UC_TEST(joins_fragments_of_a_datagram)
{
    struct uc_net_addr any = {.family = UC_NET_IPV4, .port = 7};
    struct uc_net_addr from;
    struct uc_socket *s;
    static uint8_t data[2000], got[2100];
    static uint8_t whole[UDP_HEADER + sizeof data];
    uint8_t frame[WIRE_FRAME_MAX];
    const size_t first = 1480;
    UC_REQUIRE(uc_socket_open(&s, UC_NET_IPV4, UC_SOCKET_UDP) == 0);
    UC_EXPECT_EQ(uc_socket_bind(s, &any), 0);
    memset(data, 0x77, sizeof data);
    put16(whole, 99);
    put16(whole + 2, 7);
    put16(whole + 4, sizeof whole);
    memcpy(whole + UDP_HEADER, data, sizeof data);

    uint8_t *at =
        wire_ip4(frame, PROTO_UDP, sizeof whole - first, (unsigned)first / 8);
    memcpy(at, whole + first, sizeof whole - first);
    wire_inject(frame, ETH_HEADER + IP4_HEADER + sizeof whole - first, 0,
                WIRE_FRAME_MAX);
    at = wire_ip4(frame, PROTO_UDP, first, 0x2000);
    memcpy(at, whole, first);
    wire_inject(frame, ETH_HEADER + IP4_HEADER + first, 0, WIRE_FRAME_MAX);
    wire_settle();

    UC_EXPECT_EQ(uc_socket_recv(s, got, sizeof got, 0, &from),
                 (long)sizeof data);
    UC_EXPECT_MEM(got, data, sizeof data);
    UC_EXPECT_EQ(from.port, 99);
    UC_EXPECT_MEM(from.addr, wire_peer_ip, 4);
    uc_socket_close(s);
}

UC_TEST(takes_its_buffers_back_when_the_application_has_read)
{
    struct uc_socket *listener = open_listener(86);
    struct wire_tcp segment;
    struct uc_socket *s = connect_peer(listener, 5006, &segment);
    UC_REQUIRE(s != NULL);
    segment.data = "0123456789";
    segment.len = 10;
    for (unsigned i = 0; i < 200; i++) {
        const void *at;
        send_tcp(&segment, 0);
        segment.seq += 10;
        UC_REQUIRE(uc_socket_peek(s, &at) == 10);
        UC_EXPECT_MEM(at, "0123456789", 10);
        uc_socket_consume(s, 10);
    }
    UC_EXPECT_EQ(wire.dropped, 0);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

UC_TEST(counts_what_passes)
{
    struct uc_net_interface net;

    UC_REQUIRE(uc_net_interface(0, &net) == 0);
    UC_EXPECT_STR(net.name, "net0");
    UC_EXPECT(net.up);
    UC_EXPECT_MEM(net.ipv4.addr, wire_ip, 4);
    UC_EXPECT_EQ(net.ipv4_prefix, 24);
    UC_EXPECT_MEM(net.ipv4_gateway.addr, wire_peer_ip, 4);
    UC_EXPECT_EQ(net.tx_frames, wire.sent_n);
    UC_EXPECT_EQ(uc_net_interface(1, &net), -UC_ENOENT);
}

static size_t used_bytes(void)
{
    struct uc_malloc_stats stats;

    uc_malloc_stats(&stats);
    return stats.used_bytes;
}

/* Half-open connections fill the listener's backlog, no more, and go when their
 * time is up; who is connected notices nothing. */
UC_TEST(outlives_a_flood_of_connections_that_nobody_completes)
{
    struct uc_socket *listener = open_listener(89);
    struct wire_tcp segment, flood;
    char text[8];
    struct uc_socket *s = connect_peer(listener, 5009, &segment);
    UC_REQUIRE(s != NULL);
    UC_EXPECT_EQ(uc_socket_listen(listener, 64), 0);
    uc_hosted_clock_simulate();
    size_t before = used_bytes();

    for (unsigned port = 10000; port < 15000; port++) {
        flood = (struct wire_tcp){
            .from = port, .to = 89, .seq = port, .flags = TCP_SYN};
        send_tcp(&flood, 0);
    }
    UC_EXPECT_LT(used_bytes(), before + 64 * 1024);
    segment.flags = TCP_ACK | TCP_PSH;
    segment.data = "still";
    segment.len = 5;
    send_tcp(&segment, 0);
    UC_EXPECT_EQ(uc_socket_recv(s, text, sizeof text, 0, NULL), 5);
    uc_socket_abort(s);

    wire_settle_ms(60 * 1000);
    s = connect_peer(listener, 5010, &segment);
    UC_REQUIRE(s != NULL);
    uc_socket_abort(s);
    uc_socket_close(listener);
}

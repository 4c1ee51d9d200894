/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames of a device whose descriptor is one end of a socket pair: so the other
 * end sees what Linux would get, and sends what Linux never would.
 */
#include <stdlib.h>
#include <sys/socket.h>

#include "../played_linux.h"

/* A copy that works on a device which the test has made. */
#include "../../src/frames.c"

enum {
    BUFFERS = 4,
    BUFFER_BYTES = 2048,
    MTU = 1500,
    LONGEST = MTU + ETHERNET_HEADER_BYTES + VLAN_TAG_BYTES,
};

static struct tap_net tap;
static int linux_end;
static uint8_t buffers[BUFFERS][BUFFER_BYTES];

static struct uc_netdev *open_pair(bool vnet)
{
    int ends[2];

    if (tap.dev.ops != NULL) {
        (void)close(tap.fd);
        (void)close(linux_end);
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) != 0) {
        abort();
    }
    linux_end = ends[1];
    tap = (struct tap_net){
        .dev = {.ops = &tap_net_ops, .mtu = MTU, .rx_bytes_min = LONGEST},
        .fd = ends[0],
        .vnet = vnet,
    };
    return &tap.dev;
}

static void post(struct uc_netdev *dev)
{
    for (unsigned i = 0; i < BUFFERS; i++) {
        struct uc_net_rx_buffer one = {buffers[i], BUFFER_BYTES, buffers[i]};
        memset(buffers[i], 0xa5, BUFFER_BYTES);
        if (dev->ops->rx_post(dev, &one, 1) != 1) {
            abort();
        }
    }
}

static void from_linux(const void *bytes, size_t n)
{
    if (send(linux_end, bytes, n, 0) != (ssize_t)n) {
        abort();
    }
}

UC_TEST(a_frame_leaves_behind_an_empty_header)
{
    static const struct vnet_header empty;
    static const struct uc_net_piece pieces[] = {
        {"abc", 3}, {"", 0}, {"defg", 4}};
    struct uc_netdev *dev = open_pair(true);
    struct uc_net_tx frame = {.pieces = pieces, .pieces_n = 3, .cookie = &tap};
    uint8_t got[64];

    UC_EXPECT_EQ(dev->ops->tx(dev, &frame, 1), 1);
    UC_EXPECT_EQ(recv(linux_end, got, sizeof got, 0), 10 + 7);
    UC_EXPECT_MEM(got, &empty, 10);
    UC_EXPECT_MEM(got + 10, "abcdefg", 7);
}

UC_TEST(a_frame_leaves_as_it_is_without_a_header)
{
    static const struct uc_net_piece piece = {"abcdefg", 7};
    struct uc_netdev *dev = open_pair(false);
    struct uc_net_tx frame = {.pieces = &piece, .pieces_n = 1};
    uint8_t got[64];

    UC_EXPECT_EQ(dev->ops->tx(dev, &frame, 1), 1);
    UC_EXPECT_EQ(recv(linux_end, got, sizeof got, 0), 7);
    UC_EXPECT_MEM(got, "abcdefg", 7);
}

/* The type of the segments is that of the packet, also in a later piece. */
UC_TEST(headers_carry_checksum_and_segmentation)
{
    static uint8_t ipv4[60] = {[12] = 0x08, [13] = 0x00};
    static uint8_t ipv6[80] = {[12] = 0x86, [13] = 0xdd};
    struct uc_netdev *dev = open_pair(true);
    const struct uc_net_piece pieces[2][2] = {
        {{ipv4, 60}, {"data", 4}},
        {{ipv6, 13}, {ipv6 + 13, 67}},
    };
    struct vnet_header got[8];

    for (unsigned i = 0; i < 2; i++) {
        struct uc_net_tx frame = {
            .pieces = pieces[i],
            .pieces_n = 2,
            .flags = UC_NET_CSUM_PARTIAL,
            .csum_start = (uint16_t)(34 + 20 * i),
            .csum_offset = 16,
            .gso_bytes = (uint16_t)(1460 - 20 * i),
            .header_bytes = (uint16_t)(54 + 20 * i),
        };
        UC_EXPECT_EQ(dev->ops->tx(dev, &frame, 1), 1);
        UC_REQUIRE(recv(linux_end, got, sizeof got, 0) > 10);
        UC_EXPECT_EQ(got->flags, VNET_NEEDS_CSUM);
        UC_EXPECT_EQ(got->gso_type, i == 0 ? VNET_GSO_TCPV4 : VNET_GSO_TCPV6);
        UC_EXPECT_EQ(got->gso_bytes, 1460 - 20 * i);
        UC_EXPECT_EQ(got->header_bytes, 54 + 20 * i);
        UC_EXPECT_EQ(got->csum_start, 34 + 20 * i);
        UC_EXPECT_EQ(got->csum_offset, 16);
    }
}

UC_TEST(cookies_come_back_in_order_and_the_ring_has_an_end)
{
    static const struct uc_net_piece piece = {"frame", 5};
    static uint8_t cookies[TAP_NET_DEPTH + 1];
    struct uc_netdev *dev = open_pair(false);
    uint8_t sink[16];
    void *back[100];
    unsigned sent = 0, reaped = 0;

    for (; sent <= TAP_NET_DEPTH; sent++) {
        struct uc_net_tx frame = {
            .pieces = &piece, .pieces_n = 1, .cookie = &cookies[sent]};
        if (dev->ops->tx(dev, &frame, 1) == 0) {
            break;
        }
        (void)recv(linux_end, sink, sizeof sink, 0);
    }
    UC_EXPECT_EQ(sent, TAP_NET_DEPTH);
    UC_EXPECT(dev->ops->arm(dev)); /* there is something to reap */
    unsigned n;
    while ((n = dev->ops->reap(dev, back, UC_ARRAY_SIZE(back))) > 0) {
        for (unsigned i = 0; i < n; i++) {
            UC_EXPECT(back[i] == &cookies[reaped]);
            reaped++;
        }
    }
    UC_EXPECT_EQ(reaped, TAP_NET_DEPTH);
    UC_EXPECT(!dev->ops->arm(dev));
}

/* Linux' queue is full: lost, but not kept from the one who waits for it. */
UC_TEST(frames_that_linux_does_not_take_are_done_all_the_same)
{
    static uint8_t bytes[1400];
    static const struct uc_net_piece piece = {bytes, sizeof bytes};
    struct uc_netdev *dev = open_pair(false);
    struct uc_net_tx frame = {.pieces = &piece, .pieces_n = 1, .cookie = bytes};
    void *cookie;

    (void)close(linux_end);
    linux_end = -1;
    UC_EXPECT_EQ(dev->ops->tx(dev, &frame, 1), 1);
    UC_EXPECT_EQ(dev->ops->reap(dev, &cookie, 1), 1);
    UC_EXPECT(cookie == bytes);
}

UC_TEST(a_buffer_that_is_too_small_is_not_taken)
{
    struct uc_netdev *dev = open_pair(true);
    const struct uc_net_rx_buffer two[] = {
        {buffers[0], LONGEST, buffers[0]},
        {buffers[1], LONGEST - 1, buffers[1]},
    };

    UC_EXPECT_EQ(dev->ops->rx_post(dev, two, 2), 1);
}

UC_TEST(no_more_buffers_are_taken_than_the_ring_holds)
{
    struct uc_netdev *dev = open_pair(true);
    const struct uc_net_rx_buffer one = {buffers[0], LONGEST, NULL};
    unsigned taken = 0;

    while (taken <= TAP_NET_DEPTH && dev->ops->rx_post(dev, &one, 1) == 1) {
        taken++;
    }
    UC_EXPECT_EQ(taken, TAP_NET_DEPTH);
}

UC_TEST(frames_arrive_in_order_up_to_the_longest_one)
{
    static uint8_t frame[10 + LONGEST];
    struct uc_netdev *dev = open_pair(true);
    struct uc_net_rx got[BUFFERS];

    post(dev);
    memset(frame + 10, 0x11, LONGEST);
    from_linux(frame, 10 + 1);
    from_linux(frame, 10 + LONGEST);
    UC_REQUIRE(dev->ops->rx(dev, got, BUFFERS) == 2);
    UC_EXPECT(got[0].cookie == buffers[0]);
    UC_EXPECT_EQ(got[0].bytes, 1);
    UC_EXPECT_EQ(got[0].offset, 0);
    UC_EXPECT(!got[0].more);
    UC_EXPECT_EQ(buffers[0][0], 0x11);
    UC_EXPECT_EQ(buffers[0][1], 0xa5);
    UC_EXPECT(got[1].cookie == buffers[1]);
    UC_EXPECT_EQ(got[1].bytes, LONGEST);
    UC_EXPECT_MEM(buffers[1], frame + 10, LONGEST);
    UC_EXPECT_EQ(buffers[1][LONGEST], 0xa5);
}

/* Nothing, part of a header, a header alone, and one byte too many. */
UC_TEST(frames_that_are_too_short_or_too_long_cost_no_buffer)
{
    static uint8_t frame[10 + 9000];
    static const size_t malformed[] = {1, 2, 5, 9, 10, 10 + LONGEST + 1, 9010};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(malformed); i++) {
        struct uc_netdev *dev = open_pair(true);
        struct uc_net_rx got[2];
        post(dev);
        from_linux(frame, malformed[i]);
        UC_EXPECT_EQ(dev->ops->rx(dev, got, 2), 0);
        from_linux(frame, 10 + 60);
        UC_REQUIRE(dev->ops->rx(dev, got, 2) == 1);
        UC_EXPECT(got[0].cookie == buffers[0]);
        UC_EXPECT_EQ(got[0].bytes, 60);
        UC_EXPECT_EQ(buffers[0][LONGEST], 0xa5);
    }
}

UC_TEST(a_frame_without_a_header_is_the_whole_frame)
{
    struct uc_netdev *dev = open_pair(false);
    struct uc_net_rx got;

    post(dev);
    from_linux("abc", 3);
    UC_REQUIRE(dev->ops->rx(dev, &got, 1) == 1);
    UC_EXPECT_EQ(got.bytes, 3);
    UC_EXPECT_EQ(got.flags, 0);
    UC_EXPECT_MEM(buffers[0], "abc", 3);
}

UC_TEST(the_header_tells_of_the_checksum)
{
    static const struct {
        uint8_t flags;
        unsigned want;
    } cases[] = {
        {0, 0},
        {VNET_NEEDS_CSUM, UC_NET_CSUM_PARTIAL},
        {VNET_DATA_VALID, UC_NET_CSUM_GOOD},
        {VNET_NEEDS_CSUM | VNET_DATA_VALID, UC_NET_CSUM_PARTIAL},
        {0xfc, 0},
    };

    for (unsigned i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        struct uc_netdev *dev = open_pair(true);
        uint8_t frame[10 + 60] = {cases[i].flags};
        struct uc_net_rx got;
        post(dev);
        from_linux(frame, sizeof frame);
        UC_REQUIRE(dev->ops->rx(dev, &got, 1) == 1);
        UC_EXPECT_EQ(got.flags, cases[i].want);
    }
}

UC_TEST(frames_wait_while_there_is_no_buffer)
{
    struct uc_netdev *dev = open_pair(false);
    struct uc_net_rx got;

    from_linux("abc", 3);
    UC_EXPECT_EQ(dev->ops->rx(dev, &got, 1), 0);
    post(dev);
    UC_EXPECT_EQ(dev->ops->rx(dev, &got, 1), 1);
}

UC_TEST(a_descriptor_that_fails_is_an_error)
{
    struct uc_netdev *dev = open_pair(false);
    struct uc_net_rx got;
    int fd = tap.fd;

    post(dev);
    tap.fd = -1;
    UC_EXPECT_EQ(dev->ops->rx(dev, &got, 1), -UC_EIO);
    tap.fd = fd;
}

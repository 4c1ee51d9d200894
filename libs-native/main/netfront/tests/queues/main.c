/* SPDX-License-Identifier: BSD-3-Clause */
/* All that a device of one queue does, and what four are about. */
#include "../driver/main.c"

enum {
    FRAME_BYTES = 60,
};

static unsigned posted_in(const struct back_queue *queue)
{
    return queue->rx->req_prod - queue->rx_cons;
}

static void reconnect_with(unsigned most)
{
    back_offer_queues(most);
    come_back();
}

/* The queue that (pieces) went by; the frame is done with. */
static unsigned queue_of(const struct uc_net_piece *pieces, unsigned n)
{
    unsigned before[BACK_QUEUES_MAX], found = BACK_QUEUES_MAX;

    for (unsigned i = 0; i < back.queues_n; i++) {
        before[i] = back.queues[i].frames;
    }
    UC_REQUIRE(send(pieces, n, 0) == 1);
    settle();
    UC_EXPECT_EQ(reap(), 1u);
    for (unsigned i = 0; i < back.queues_n; i++) {
        found = back.queues[i].frames > before[i] ? i : found;
    }
    UC_REQUIRE(found < BACK_QUEUES_MAX);
    return found;
}

/* A frame of UDP over IPv4 from port (port). */
static void make_ipv4(uint8_t frame[FRAME_BYTES], unsigned port)
{
    static const uint8_t ip[] = {0x08, 0, 0x45, 0, 0, 46, 0, 0, 0x40, 0, 64,
                                 17,   0, 0,    0, 0, 0,  0, 0, 0,    0, 0};

    memset(frame, 0, FRAME_BYTES);
    memcpy(frame + 12, ip, sizeof ip);
    memcpy(frame + 26, "\x0a\x00\x02\x0f\x0a\x00\x02\x02", 8);
    frame[34] = (uint8_t)(port >> 8);
    frame[35] = (uint8_t)port;
    frame[37] = 80;
}

UC_TEST(k_has_as_many_queues_as_both_ends_can_do)
{
    static const unsigned offered[] = {8, 1, 3, 0, 4, 2, 4};
    unsigned grants = 0, rings;

    start();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(offered); i++) {
        unsigned n = offered[i] > 4 ? 4 : offered[i] < 1 ? 1 : offered[i];
        reconnect_with(offered[i]);
        UC_EXPECT_EQ(back.queues_n, n);
        UC_EXPECT_EQ(uc_hosted_xen_ports(), n);
        rings = 2 * n;
        grants = i == 0 ? uc_hosted_xen_grants() - rings : grants;
        UC_EXPECT_EQ(uc_hosted_xen_grants(), grants + rings);
        UC_EXPECT_EQ(front_number("multi-queue-num-queues"),
                     n > 1 ? n : UINT32_MAX);
        UC_EXPECT(n == 4 || front_number("queue-3/tx-ring-ref") == UINT32_MAX);
    }
    UC_EXPECT(!back.broken);
    back_offer_queues(0);
    uc_hosted_store_write(BACK_PATH "/multi-queue-max-queues", "-1");
    come_back();
    UC_EXPECT_EQ(back.queues_n, 1u);
    reconnect_with(BACK_QUEUES_MAX);
}

UC_TEST(l_has_as_many_buffers_in_each_queue_whatever_there_was_before)
{
    static const unsigned offered[] = {4, 1, 4, 2, 3, 4};

    start();
    UC_EXPECT_GE(dev->rx_depth, 4u * RX_SIZE);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(offered); i++) {
        reconnect_with(offered[i]);
        for (unsigned k = 0; k < back.queues_n; k++) {
            back.at = &back.queues[k];
            UC_EXPECT_GE(posted_in(back.at), BUFFERS / offered[i]);
            back_rx(data, 60, 0);
            UC_EXPECT_EQ(receive(NULL), 60);
        }
        post();
    }
    back.at = back.queues;
}

/* All of (made) in flight on one ring, which takes 256 at most. */
UC_TEST(m_holds_on_to_buffers_for_which_fewer_queues_have_no_room)
{
    static uint8_t many[600][4096] UC_ALIGNED(4096);
    static bool marks[600];
    unsigned taken = 0;

    start();
    for (unsigned i = 0; i < 600; i++) {
        struct uc_net_rx_buffer one = {many[i], 4096, &marks[i]};
        taken += dev->ops->rx_post(dev, &one, 1);
    }
    UC_EXPECT_EQ(taken, 600u);
    reconnect_with(1);
    UC_EXPECT_EQ(posted_in(back.at), RX_SIZE);
    struct uc_net_rx_buffer more = {many[0], 4096, &marks[0]};
    UC_EXPECT_EQ(dev->ops->rx_post(dev, &more, 1), 0u);
    reconnect_with(4);
    taken = 0;
    for (unsigned i = 0; i < 4; i++) {
        taken += posted_in(&back.queues[i]);
    }
    UC_EXPECT_EQ(taken, 600u + BUFFERS);
    /* They come back: the tests behind want their own buffers alone. */
    for (unsigned left = taken; left > 0;) {
        struct uc_net_rx rx[64];
        for (unsigned i = 0; i < 4; i++) {
            back.at = &back.queues[i];
            back_rx(data, 60, 0);
        }
        int n = dev->ops->rx(dev, rx, 64);
        UC_REQUIRE(n > 0 && (unsigned)n <= left);
        left -= (unsigned)n;
    }
    back.at = back.queues;
    memset(posted, 0, sizeof posted);
    post();
}

UC_TEST(n_sends_a_flow_by_one_queue_and_flows_by_all)
{
    uint8_t frame[FRAME_BYTES];
    struct uc_net_piece whole = {frame, FRAME_BYTES};
    struct uc_net_piece cut[] = {
        {frame, 14}, {frame + 14, 5}, {frame + 19, 41}};
    unsigned flows[4] = {0};

    start();
    UC_REQUIRE(back.queues_n == 4);
    for (unsigned port = 1000; port < 1064; port++) {
        make_ipv4(frame, port);
        unsigned queue = queue_of(&whole, 1);
        flows[queue]++;
        frame[50] = 77; /* other data, of other bytes, in other pieces */
        UC_EXPECT_EQ(queue_of(&whole, 1), queue);
        UC_EXPECT_EQ(queue_of(cut, 3), queue);
        whole.bytes = 43;
        UC_EXPECT_EQ(queue_of(&whole, 1), queue);
        whole.bytes = FRAME_BYTES;
    }
    for (unsigned i = 0; i < 4; i++) {
        UC_EXPECT_GE(flows[i], 4u);
    }
}

/* Only the first fragment has ports: none may look at them. */
UC_TEST(o_sends_the_fragments_of_a_datagram_by_one_queue)
{
    uint8_t frame[FRAME_BYTES];
    struct uc_net_piece whole = {frame, FRAME_BYTES};
    unsigned queue = 0;

    start();
    for (unsigned i = 0; i < 64; i++) {
        make_ipv4(frame, 1000 + i * 77);
        frame[20] = i < 63 ? 0x20 : 0; /* more fragments */
        frame[21] = (uint8_t)i;
        unsigned now = queue_of(&whole, 1);
        queue = i == 0 ? now : queue;
        UC_EXPECT_EQ(now, queue);
    }
}

UC_TEST(p_knows_flows_of_ipv6_and_takes_any_frame)
{
    uint8_t frame[FRAME_BYTES];
    struct uc_net_piece whole = {frame, FRAME_BYTES};
    unsigned used = 0;

    start();
    for (unsigned i = 0; i < 64; i++) {
        memset(frame, 0, sizeof frame);
        memcpy(frame + 12, "\x86\xdd\x60", 3);
        frame[20] = 6;
        frame[37] = (uint8_t)i; /* the source's last byte */
        frame[57] = 80;
        unsigned queue = queue_of(&whole, 1);
        used |= 1u << queue;
        frame[58] = 99; /* behind the ports */
        UC_EXPECT_EQ(queue_of(&whole, 1), queue);
    }
    UC_EXPECT_EQ(used, 15u);
    for (uint32_t bytes = 1; bytes <= FRAME_BYTES; bytes++) {
        whole.bytes = bytes;
        (void)queue_of(&whole, 1);
    }
}

UC_TEST(q_one_queue_that_is_never_empty_does_not_starve_the_others)
{
    struct uc_net_rx rx[4];
    unsigned others = 0;

    start();
    for (unsigned i = 1; i < 4; i++) {
        back.at = &back.queues[i];
        back_rx(data, 60, 0);
    }
    back.at = back.queues;
    for (unsigned round = 0; round < 4; round++) {
        for (unsigned i = 0; i < 8; i++) {
            back_rx(data, 1000, 0);
        }
        int n = dev->ops->rx(dev, rx, 4);
        UC_REQUIRE(n > 0);
        for (int i = 0; i < n; i++) {
            *(bool *)rx[i].cookie = false;
            others += rx[i].bytes == 60;
        }
        post();
    }
    UC_EXPECT_EQ(others, 3u);
    while (receive(NULL) >= 0) {
    }
    post();
}

UC_TEST(r_an_end_may_keep_what_it_likes_of_the_rings)
{
    unsigned grants;

    start();
    grants = uc_hosted_xen_grants();
    uint32_t kept = back.queues[2].rx_ref;
    UC_REQUIRE(uc_hosted_xen_map(0, kept, true) != NULL);
    come_back();
    UC_EXPECT_EQ(back.queues_n, 4u);
    UC_EXPECT_EQ(uc_hosted_xen_grants(), grants + 1);
    back.at = &back.queues[2];
    back_rx(data, 60, 0);
    UC_EXPECT_EQ(receive(NULL), 60);
    uc_hosted_xen_unmap(kept);
    back.at = back.queues;
    post();
}

UC_TEST(s_makes_do_with_fewer_queues_where_channels_are_scarce)
{
    start();
    for (unsigned ports = 1; ports <= 3; ports++) {
        uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, ports);
        come_back();
        UC_EXPECT_EQ(back.queues_n, ports);
        UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
    }
    uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, UC_HOSTED_XEN_PORTS_MAX);
    come_back();
    UC_EXPECT_EQ(back.queues_n, 4u);
    UC_EXPECT(!back.broken);
}

UC_TEST(t_answers_in_one_queue_for_another_do_no_harm)
{
    struct uc_net_piece piece = {data, 60};

    start();
    UC_REQUIRE(back.queues_n == 4);
    memset(data, 0, 60);
    back.held = true;
    UC_REQUIRE(send(&piece, 1, 0) == 1); /* by the first queue */
    uint16_t id = back_tx_at(back.at, back.at->tx_cons).id;
    back_tx_answer(&back.queues[1], id, 0);
    UC_EXPECT_EQ(reap(), 0u); /* more answers than requests there */
    settle();
    UC_EXPECT_EQ(uc_hosted_xen_ports(), 0u);
    UC_EXPECT_EQ(front_number("state"), 5u);
    come_back();
    UC_EXPECT_EQ(reap(), 1u);
    back.held = false;
}

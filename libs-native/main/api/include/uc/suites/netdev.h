/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_NETDEV_H
#define UC_SUITES_NETDEV_H

/*
 * Conformance suite of contract "netdev": included by one file of a test
 * program that holds the driver and no stack, since the suite is the stack of
 * the first device. The other end of the wire answers ARP, as every IPv4 host
 * and QEMU's user network do: who has UC_SUITE_NETDEV_PEER is asked from
 * UC_SUITE_NETDEV_OWN. A test that plays the device itself defines
 * UC_SUITE_NETDEV_WAIT() to let it work; else the suite idles.
 */
#include <uc/netdev.h>
#include <uc/plat.h>
#include <uc/test.h>

#ifndef UC_SUITE_NETDEV_PEER
#define UC_SUITE_NETDEV_PEER {10, 0, 2, 2}
#endif
#ifndef UC_SUITE_NETDEV_OWN
#define UC_SUITE_NETDEV_OWN {10, 0, 2, 15}
#endif

enum {
    NETDEV_SUITE_BUFFERS = 64,
    NETDEV_SUITE_BUFFER_BYTES = 12288, /* whole pages */
    NETDEV_SUITE_FRAME_BYTES = 60,
    NETDEV_SUITE_ARP_REPLY = 2,
};

static uint8_t netdev_suite_buffers[NETDEV_SUITE_BUFFERS]
                                   [NETDEV_SUITE_BUFFER_BYTES] UC_ALIGNED(4096);

static struct {
    struct uc_netdev *dev;
    bool posted[NETDEV_SUITE_BUFFERS]; /* the device's */
    unsigned posted_n;
    volatile unsigned notified;
    unsigned answers;
    const char *fault; /* what a received buffer breaks */
} netdev_suite;

static void netdev_suite_notify(void *arg)
{
    (void)arg;
    netdev_suite.notified++;
}

/* Gives the device all buffers that it has not, as far as it takes them. */
static void netdev_suite_post(void)
{
    struct uc_netdev *dev = netdev_suite.dev;

    for (unsigned i = 0; i < NETDEV_SUITE_BUFFERS; i++) {
        struct uc_net_rx_buffer buffer = {netdev_suite_buffers[i],
                                          NETDEV_SUITE_BUFFER_BYTES,
                                          &netdev_suite_buffers[i]};
        if (!netdev_suite.posted[i] && dev->ops->rx_post(dev, &buffer, 1) > 0) {
            netdev_suite.posted[i] = true;
            netdev_suite.posted_n++;
        }
    }
}

/* NULL where the image has no device, and then the test is skipped. */
static struct uc_netdev *netdev_suite_device(void)
{
    struct uc_netdev *dev = uc_netdev_first();

    if (dev == NULL) {
        uc_test_skip("there is no network device");
    } else if (netdev_suite.dev == NULL) {
        netdev_suite.dev = dev;
        dev->notify = netdev_suite_notify;
        netdev_suite_post();
    }
    return dev;
}

static void netdev_suite_put(uint8_t *at, const uint8_t *from, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        at[i] = from[i];
    }
}

/* "Who has the peer's address?" Spec: RFC 826. */
static void netdev_suite_ask(uint8_t frame[NETDEV_SUITE_FRAME_BYTES])
{
    static const uint8_t head[] = {0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1};
    static const uint8_t own[] = UC_SUITE_NETDEV_OWN;
    static const uint8_t peer[] = UC_SUITE_NETDEV_PEER;

    for (unsigned i = 0; i < NETDEV_SUITE_FRAME_BYTES; i++) {
        frame[i] = i < 6 ? 0xff : 0;
    }
    netdev_suite_put(frame + 6, netdev_suite.dev->mac, 6);
    netdev_suite_put(frame + 12, head, sizeof head);
    netdev_suite_put(frame + 22, netdev_suite.dev->mac, 6);
    netdev_suite_put(frame + 28, own, 4);
    netdev_suite_put(frame + 38, peer, 4);
}

static bool netdev_suite_is_answer(const uint8_t *frame, uint32_t bytes)
{
    static const uint8_t own[] = UC_SUITE_NETDEV_OWN;
    static const uint8_t peer[] = UC_SUITE_NETDEV_PEER;

    return bytes >= 42 && frame[12] == 0x08 && frame[13] == 0x06 &&
           frame[21] == NETDEV_SUITE_ARP_REPLY &&
           uc_test_same_memory(frame, netdev_suite.dev->mac, 6) &&
           uc_test_same_memory(frame + 28, peer, 4) &&
           uc_test_same_memory(frame + 38, own, 4);
}

/* Takes (rx) back, with what the contract says of it. */
static void netdev_suite_take(const struct uc_net_rx *rx)
{
    uint8_t *buffer = rx->cookie;
    size_t at = (size_t)(buffer - netdev_suite_buffers[0]);
    size_t i = at / NETDEV_SUITE_BUFFER_BYTES;

    if (at % NETDEV_SUITE_BUFFER_BYTES != 0 || i >= NETDEV_SUITE_BUFFERS ||
        !netdev_suite.posted[i]) {
        netdev_suite.fault = "a buffer that the device did not have";
        return;
    }
    netdev_suite.posted[i] = false;
    netdev_suite.posted_n--;
    if (rx->offset > NETDEV_SUITE_BUFFER_BYTES ||
        rx->bytes > NETDEV_SUITE_BUFFER_BYTES - rx->offset) {
        netdev_suite.fault = "bytes outside the buffer";
    } else if (netdev_suite_is_answer(buffer + rx->offset, rx->bytes)) {
        netdev_suite.answers++;
    }
}

/* Receives what there is. Returns how many buffers, or what rx says. */
static int netdev_suite_receive(void)
{
    struct uc_net_rx rx[8];
    int n = netdev_suite.dev->ops->rx(netdev_suite.dev, rx, 8);

    for (int i = 0; i < n && i < 8; i++) {
        netdev_suite_take(&rx[i]);
    }
    if (n > 8 || (n > 0 && rx[n - 1].more)) {
        netdev_suite.fault = "a frame that is not whole, or too many buffers";
    }
    return n;
}

/* Where it sleeps, (armed) only ever ends it by an interrupt. */
static void netdev_suite_wait(uc_nsec_t deadline)
{
#ifdef UC_SUITE_NETDEV_WAIT
    (void)deadline;
    UC_SUITE_NETDEV_WAIT();
#else
    unsigned long state = uc_plat_irq_save();
    if (netdev_suite.notified == 0) {
        uc_plat_idle(deadline);
    }
    uc_plat_irq_restore(state);
#endif
}

/* Polls, or sleeps while idle, until so many answers are there. */
static bool netdev_suite_answered_within(unsigned answers, uc_nsec_t patience)
{
    uc_nsec_t deadline = uc_plat_clock_monotonic() + patience;

    while (netdev_suite.answers < answers && netdev_suite.fault == NULL) {
        int n = netdev_suite_receive();
        netdev_suite_post();
        if (n < 0 || uc_plat_clock_monotonic() > deadline) {
            return false;
        }
        netdev_suite.notified = 0;
        if (n == 0 && !netdev_suite.dev->ops->arm(netdev_suite.dev)) {
            netdev_suite_wait(deadline);
        }
    }
    return netdev_suite.fault == NULL;
}

static bool netdev_suite_answered(unsigned answers)
{
    return netdev_suite_answered_within(answers, 10 * UC_NSEC_PER_S);
}

/* Reaps until (n) cookies are back; each is &marks[i], and counted there. */
static bool netdev_suite_reap(unsigned char *marks, unsigned n)
{
    struct uc_netdev *dev = netdev_suite.dev;
    uc_nsec_t deadline = uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_S;

    for (unsigned back = 0; back < n;) {
        void *cookies[4];
        unsigned got = dev->ops->reap(dev, cookies, 4);
        for (unsigned i = 0; i < got && i < 4; i++) {
            unsigned char *mark = cookies[i];
            if (mark < marks || mark >= marks + n) {
                return false;
            }
            ++*mark;
        }
        back += got;
        if (got > 4 || uc_plat_clock_monotonic() > deadline) {
            return false;
        }
        if (got == 0) {
            netdev_suite.notified = 0;
            if (!dev->ops->arm(dev)) {
                netdev_suite_wait(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
            }
            (void)netdev_suite_receive();
            netdev_suite_post();
        }
    }
    for (unsigned i = 0; i < n; i++) {
        if (marks[i] != 1) {
            return false;
        }
    }
    return true;
}

UC_TEST(netdev_a_describes_itself)
{
    struct uc_netdev *dev = netdev_suite_device();
    unsigned index = 0;

    for (; dev != NULL; dev = dev->next, index++) {
        const struct uc_netdev_ops *ops = dev->ops;
        UC_REQUIRE(ops != NULL);
        UC_EXPECT(ops->tx && ops->flush && ops->reap && ops->rx_post &&
                  ops->rx && ops->arm);
        UC_EXPECT_EQ(dev->index, index);
        UC_EXPECT_EQ(dev->mac[0] & 1, 0); /* not a group's */
        UC_EXPECT(!uc_test_same_memory(dev->mac, "\0\0\0\0\0", 6));
        UC_EXPECT_GE(dev->mtu, 576);
        UC_EXPECT_GT(dev->rx_depth, 0);
        UC_EXPECT_GT(dev->rx_bytes_min, 0);
        UC_EXPECT_LE(dev->tx_headroom, 256);
        UC_EXPECT_EQ(dev->offloads &
                         ~(unsigned)(UC_NET_TX_CSUM | UC_NET_TX_TSO4 |
                                     UC_NET_TX_TSO6 | UC_NET_RX_CSUM |
                                     UC_NET_RX_LRO),
                     0);
        /* Each segment that it cuts off needs a checksum of its own. */
        UC_EXPECT((dev->offloads & (UC_NET_TX_TSO4 | UC_NET_TX_TSO6)) == 0 ||
                  (dev->offloads & UC_NET_TX_CSUM) != 0);
    }
}

UC_TEST(netdev_b_takes_buffers_up_to_its_depth)
{
    struct uc_netdev *dev = netdev_suite_device();

    if (dev == NULL) {
        return;
    }
    UC_EXPECT_GT(netdev_suite.posted_n, 0);
    UC_EXPECT_LE(netdev_suite.posted_n, dev->rx_depth);
    UC_EXPECT(netdev_suite.posted_n == NETDEV_SUITE_BUFFERS ||
              netdev_suite.posted_n == dev->rx_depth);
}

UC_TEST(netdev_c_sends_a_question_and_receives_the_answer)
{
    static uint8_t frame[NETDEV_SUITE_FRAME_BYTES];
    static unsigned char marks[1];
    struct uc_netdev *dev = netdev_suite_device();
    struct uc_net_piece piece = {frame, sizeof frame};
    struct uc_net_tx tx = {
        .pieces = &piece, .pieces_n = 1, .cookie = &marks[0]};

    if (dev == NULL) {
        return;
    }
    netdev_suite_ask(frame);
    netdev_suite.answers = 0;
    /* The other end may not listen yet: a first frame may be lost. */
    for (int tries = 0; tries < 10 && netdev_suite.answers == 0; tries++) {
        marks[0] = 0;
        UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
        dev->ops->flush(dev);
        (void)netdev_suite_answered_within(1, UC_NSEC_PER_S);
        UC_EXPECT(netdev_suite_reap(marks, 1));
    }
    UC_EXPECT_GT(netdev_suite.answers, 0);
    UC_EXPECT_STR(netdev_suite.fault, NULL);
}

/* The struct of pieces is the caller's again as soon as tx returns. */
UC_TEST(netdev_d_sends_frames_in_the_most_pieces)
{
    static uint8_t frame[NETDEV_SUITE_FRAME_BYTES];
    static unsigned char marks[1];
    struct uc_netdev *dev = netdev_suite_device();
    struct uc_net_piece pieces[UC_NET_PIECES_MAX];
    struct uc_net_tx tx = {
        .pieces = pieces, .pieces_n = UC_NET_PIECES_MAX, .cookie = &marks[0]};
    const uint32_t last = 2 * (UC_NET_PIECES_MAX - 1); /* the rest: who is */

    if (dev == NULL) {
        return;
    }
    netdev_suite_ask(frame);
    for (unsigned i = 0; i < UC_NET_PIECES_MAX; i++) {
        pieces[i] = (struct uc_net_piece){frame + i * 2, 2};
    }
    pieces[UC_NET_PIECES_MAX - 1].bytes = NETDEV_SUITE_FRAME_BYTES - last;
    netdev_suite.answers = 0;
    UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
    for (unsigned i = 0; i < UC_NET_PIECES_MAX; i++) {
        pieces[i] = (struct uc_net_piece){NULL, 0};
    }
    dev->ops->flush(dev);
    UC_EXPECT(netdev_suite_answered(1));
    UC_EXPECT(netdev_suite_reap(marks, 1));
}

UC_TEST(netdev_e_gives_each_cookie_of_a_batch_back_once)
{
    static uint8_t frames[UC_NET_BATCH_MAX][NETDEV_SUITE_FRAME_BYTES];
    static unsigned char marks[UC_NET_BATCH_MAX];
    struct uc_netdev *dev = netdev_suite_device();
    struct uc_net_piece pieces[UC_NET_BATCH_MAX];
    struct uc_net_tx tx[UC_NET_BATCH_MAX];

    if (dev == NULL) {
        return;
    }
    for (unsigned i = 0; i < UC_NET_BATCH_MAX; i++) {
        netdev_suite_ask(frames[i]);
        pieces[i] = (struct uc_net_piece){frames[i], NETDEV_SUITE_FRAME_BYTES};
        tx[i] = (struct uc_net_tx){
            .pieces = &pieces[i], .pieces_n = 1, .cookie = &marks[i]};
    }
    netdev_suite.answers = 0;
    unsigned taken = dev->ops->tx(dev, tx, UC_NET_BATCH_MAX);
    UC_REQUIRE(taken > 0 && taken <= UC_NET_BATCH_MAX);
    dev->ops->flush(dev);
    UC_EXPECT(netdev_suite_reap(marks, taken));
    UC_EXPECT(netdev_suite_answered(1));
    void *none[1];
    UC_EXPECT_EQ(dev->ops->reap(dev, none, 1), 0);
}

UC_TEST(netdev_f_writes_to_its_headroom_alone)
{
    static uint8_t memory[512];
    static unsigned char marks[1];
    struct uc_netdev *dev = netdev_suite_device();
    uint8_t frame[NETDEV_SUITE_FRAME_BYTES];
    struct uc_net_piece piece = {memory + 256, sizeof frame};
    struct uc_net_tx tx = {.pieces = &piece,
                           .pieces_n = 1,
                           .flags = UC_NET_HEADROOM,
                           .cookie = &marks[0]};

    if (dev == NULL) {
        return;
    }
    netdev_suite_ask(frame);
    for (unsigned i = 0; i < sizeof memory; i++) {
        memory[i] = 0xee;
    }
    netdev_suite_put(memory + 256, frame, sizeof frame);
    netdev_suite.answers = 0;
    UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
    dev->ops->flush(dev);
    UC_EXPECT(netdev_suite_answered(1));
    UC_EXPECT(netdev_suite_reap(marks, 1));
    UC_EXPECT_MEM(memory + 256, frame, sizeof frame);
    for (unsigned i = 0; i < sizeof memory; i++) {
        bool untouchable =
            i < 256 - dev->tx_headroom || i >= 256 + sizeof frame;
        UC_EXPECT(!untouchable || memory[i] == 0xee);
    }
}

#ifndef UC_SUITE_NETDEV_WAIT
/* Only the interrupt can end this: nobody looks at the device meanwhile. */
UC_TEST(netdev_g_notifies_once_when_it_is_armed)
{
    static uint8_t frame[NETDEV_SUITE_FRAME_BYTES];
    static unsigned char marks[1];
    struct uc_netdev *dev = netdev_suite_device();
    struct uc_net_piece piece = {frame, sizeof frame};
    struct uc_net_tx tx = {
        .pieces = &piece, .pieces_n = 1, .cookie = &marks[0]};
    uc_nsec_t deadline = uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_S;

    if (dev == NULL) {
        return;
    }
    netdev_suite_ask(frame);
    netdev_suite.answers = 0;
    UC_REQUIRE(dev->ops->tx(dev, &tx, 1) == 1);
    dev->ops->flush(dev);
    UC_EXPECT(netdev_suite_reap(marks, 1));
    do {
        netdev_suite.notified = 0;
        while (netdev_suite.answers == 0 && dev->ops->arm(dev)) {
            (void)netdev_suite_receive();
            netdev_suite_post();
        }
        while (netdev_suite.answers == 0 && netdev_suite.notified == 0) {
            UC_REQUIRE(uc_plat_clock_monotonic() < deadline);
            netdev_suite_wait(deadline);
        }
        /* It is not armed any more: more frames, and no more calls. */
        uc_nsec_t later = uc_plat_clock_monotonic() + UC_NSEC_PER_MS;
        unsigned long state = uc_plat_irq_save();
        while (uc_plat_clock_monotonic() < later) {
            uc_plat_idle(later);
        }
        uc_plat_irq_restore(state);
        UC_EXPECT_LE(netdev_suite.notified, 1);
        (void)netdev_suite_receive();
        netdev_suite_post();
    } while (netdev_suite.answers == 0);
}
#endif

/* Last: what came before has to have held for all frames. */
UC_TEST(netdev_h_refuses_a_buffer_that_is_too_small)
{
    static uint8_t small[1];
    struct uc_netdev *dev = netdev_suite_device();
    struct uc_net_rx_buffer buffer = {small, 0, small};

    if (dev == NULL) {
        return;
    }
    UC_EXPECT_STR(netdev_suite.fault, NULL);
    UC_EXPECT_EQ(dev->ops->rx_post(dev, &buffer, 1), 0);
}

#endif /* UC_SUITES_NETDEV_H */

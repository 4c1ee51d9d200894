/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../backend.h"

enum {
    BUFFERS = 64,
};

static struct uc_netdev *dev;
static uint8_t buffers[BUFFERS][4096] UC_ALIGNED(4096);
static bool posted[BUFFERS];
static uint8_t data[70000] UC_ALIGNED(4096);
static uint8_t seen[70000];
static unsigned cookies_out;

static void notify(void *arg)
{
    (void)arg;
}

static void post(void)
{
    for (unsigned i = 0; i < BUFFERS; i++) {
        struct uc_net_rx_buffer one = {buffers[i], 4096, &posted[i]};
        posted[i] = posted[i] || dev->ops->rx_post(dev, &one, 1) == 1;
    }
}

static void start(void)
{
    dev = back_start();
    UC_REQUIRE(dev != NULL);
    dev->notify = notify;
    back.held = false;
    post();
    settle();
}

static unsigned reap(void)
{
    void *cookies[8];
    unsigned n, all = 0;

    do {
        n = dev->ops->reap(dev, cookies, 8);
        all += n;
    } while (n > 0);
    cookies_out -= all;
    return all;
}

/* Receives one frame into (seen); returns its bytes, -1: there is none. */
static int receive(unsigned *flags)
{
    struct uc_net_rx rx[20];
    int n = dev->ops->rx(dev, rx, 20), bytes = 0;

    for (int i = 0; i < n; i++) {
        bool *mark = rx[i].cookie;
        if (!*mark || rx[i].offset + rx[i].bytes > 4096) {
            abort();
        }
        *mark = false;
        memcpy(seen + bytes, buffers[mark - posted] + rx[i].offset,
               rx[i].bytes);
        bytes += (int)rx[i].bytes;
    }
    if (n > 0 && flags != NULL) {
        *flags = rx[0].flags;
    }
    return n > 0 ? bytes : -1;
}

static unsigned send(const struct uc_net_piece *pieces, unsigned n,
                     uint16_t gso)
{
    struct uc_net_tx tx = {.pieces = pieces,
                           .pieces_n = n,
                           .gso_bytes = gso,
                           .flags = gso > 0 ? UC_NET_CSUM_PARTIAL : 0,
                           .cookie = data};
    unsigned took = dev->ops->tx(dev, &tx, 1);

    cookies_out += took;
    dev->ops->flush(dev);
    return took;
}

static void come_back(void)
{
    back_state(UC_XENBUS_CLOSING);
    settle();
    back_state(UC_XENBUS_INIT_WAIT);
    settle();
}

UC_TEST(a_sends_pieces_over_page_borders)
{
    struct uc_net_piece pieces[20];
    size_t at = 0;

    start();
    for (unsigned i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7 + i / 256);
    }
    /* Two pages each: more than an other end takes. */
    for (unsigned i = 0; i < 20; i++) {
        pieces[i] = (struct uc_net_piece){data + i * 3000 + 4000, 200};
    }
    for (unsigned n = 1; n <= 20; n++) {
        UC_REQUIRE(send(pieces, n, 0) == 1);
        settle();
        UC_EXPECT_EQ(back.bytes, n * 200);
        at = 0;
        for (unsigned i = 0; i < n; i++, at += 200) {
            UC_EXPECT_MEM(back.frame + at, (const uint8_t *)pieces[i].data,
                          200);
        }
        UC_EXPECT_EQ(reap(), 1u);
    }
    UC_EXPECT(!back.broken);
}

UC_TEST(a_sends_the_ethernet_header_whole)
{
    start();
    for (unsigned before = 1; before <= 20; before++) {
        const uint8_t *from = data + 4096 - before;
        struct uc_net_piece pieces[] = {{from, before}, {data + 4096, 60}};

        UC_REQUIRE(send(pieces, 2, 0) == 1);
        settle();
        UC_EXPECT_MEM(back.frame, from, before + 60);
        pieces[0].bytes = 60;
        UC_REQUIRE(send(pieces, 1, 0) == 1);
        settle();
        UC_EXPECT_MEM(back.frame, from, 60);
        UC_EXPECT_EQ(reap(), 2u);
    }
    UC_EXPECT_EQ(back.refused, 0u);
    UC_EXPECT(!back.broken);
}

UC_TEST(b_sends_64_kib_to_be_cut)
{
    struct uc_net_piece pieces[3] = {
        {data + 1, 10}, {data + 11, 4000}, {data + 4096, 61000}};

    start();
    data[13] = 0x08;
    UC_REQUIRE(send(pieces, 3, 1448) == 1);
    settle();
    UC_EXPECT_EQ(back.bytes, 65010u);
    UC_EXPECT_EQ(back.extras, 1u);
    UC_EXPECT(back.flags & TX_CSUM_BLANK);
    UC_EXPECT_EQ(reap(), 1u);
}

UC_TEST(c_stops_taking_when_the_ring_is_full)
{
    struct uc_net_piece piece = {data, 60};
    unsigned n = 0;

    start();
    back.held = true;
    while (send(&piece, 1, 0) == 1) {
        n++;
    }
    UC_EXPECT_GE(n, TX_SIZE - 2u);
    UC_EXPECT_EQ(reap(), 0u);
    back.held = false;
    back_serve(back.at);
    UC_EXPECT_EQ(reap(), n);
    UC_EXPECT_EQ(send(&piece, 1, 0), 1u);
    settle();
    UC_EXPECT_EQ(reap(), 1u);
}

/* Each extra piece takes a buffer: none may get lost in ten rings full. */
UC_TEST(d_receives_frames_in_parts_with_extra_pieces)
{
    unsigned flags = 0;

    start();
    for (unsigned i = 0; i < 2560; i++) {
        back_rx(data, 1000, FLAG_MORE | FLAG_EXTRA | RX_DATA_VALIDATED);
        back_rx_extra(EXTRA_MORE);
        back_rx_extra(0);
        back_rx(data + 1000, 500, 0);
        UC_REQUIRE(receive(&flags) == 1500);
        UC_REQUIRE(memcmp(seen, data, 1500) == 0);
        UC_EXPECT_EQ(flags, (unsigned)UC_NET_CSUM_GOOD);
        post();
    }
    UC_EXPECT(!back.broken);
}

UC_TEST(e_leaks_nothing_in_1000_reconnections_with_frames_in_flight)
{
    struct uc_net_piece piece = {data, 5000};
    unsigned grants, ports;

    start();
    grants = uc_hosted_xen_grants();
    ports = uc_hosted_xen_ports();
    for (unsigned i = 0; i < 1000; i++) {
        back.held = true;
        UC_REQUIRE(send(&piece, 1, 0) == 1);
        come_back();
        UC_REQUIRE(reap() == 1);
        back.held = false;
    }
    UC_EXPECT_EQ(uc_hosted_xen_grants(), grants);
    UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
    UC_EXPECT_EQ(cookies_out, 0u);
    back_rx(data, 60, 0);
    UC_EXPECT_EQ(receive(NULL), 60);
    post();
}

UC_TEST(f_a_page_that_is_kept_is_not_given_back_until_it_is_let_go)
{
    struct uc_net_piece piece = {data, 60};

    start();
    back.held = true;
    UC_REQUIRE(send(&piece, 1, 0) == 1);
    uint32_t ref = back_tx_at(back.at, back.at->tx->req_prod - 1).ref;
    UC_REQUIRE(uc_hosted_xen_map(0, ref, false) != NULL);
    back_state(UC_XENBUS_CLOSING);
    settle();
    UC_EXPECT_EQ(reap(), 0u);
    UC_EXPECT(!dev->ops->arm(dev));
    uc_hosted_xen_unmap(ref);
    back_state(UC_XENBUS_INIT_WAIT);
    settle();
    UC_EXPECT_EQ(reap(), 1u);
}

/* Each is parted from, and the next end is a good one. */
UC_TEST(g_parts_from_an_end_that_breaks_the_rules)
{
    struct netfront_rx_answer *place;

    start();
    for (unsigned i = 0; i < 9; i++) {
        unsigned ports = uc_hosted_xen_ports(), queues = back.queues_n;
        post();
        back.at = &back.queues[i % queues];
        place = back_rx_place(back.at);
        uint16_t id = place->id;
        switch (i) {
        case 0:
            back.at->rx->rsp_prod += RX_SIZE + 1;
            break;
        case 1:
            back.at->tx->rsp_prod += 1;
            break;
        case 2:
            back_tx_answer(back.at, 9, 0);
            break;
        case 3:
            back_tx_answer(back.at, 0xffff, 0);
            break;
        case 4: /* beyond the page */
            back_rx(data, 60, 0);
            place->offset = 4090;
            break;
        case 5: /* another's id */
            back_rx(data, 60, 0);
            place->id = (uint16_t)(id + 1);
            break;
        case 6: /* parts without end */
            for (unsigned k = 0; k < 30; k++) {
                back_rx(data, 60, FLAG_MORE);
            }
            break;
        case 7: /* extra pieces without end */
            back_rx(data, 60, FLAG_EXTRA);
            for (unsigned k = 0; k < 30; k++) {
                back_rx_extra(EXTRA_MORE);
            }
            break;
        default:
            back_rx(data, 60, 0);
            place->status = INT16_MAX;
        }
        (void)receive(NULL);
        (void)reap();
        settle();
        UC_EXPECT_EQ(uc_hosted_xen_ports(), ports - queues);
        UC_EXPECT_EQ(front_number("state"), 5u);
        come_back();
        back_rx(data, 60, 0);
        UC_EXPECT_EQ(receive(NULL), 60);
        UC_EXPECT_EQ(uc_hosted_xen_ports(), ports);
    }
    back.at = back.queues;
}

/* Spec: netif.h, NETRXF_data_validated is bit 0 here, NETRXF_csum_blank 1. */
UC_TEST(g_tells_what_is_known_of_the_checksum)
{
    static const unsigned told[] = {0, UC_NET_CSUM_GOOD, UC_NET_CSUM_PARTIAL,
                                    UC_NET_CSUM_PARTIAL};

    start();
    for (uint16_t flags = 0; flags < UC_ARRAY_SIZE(told); flags++) {
        unsigned seen_flags = 99;
        back_rx(data, 60, flags);
        UC_EXPECT_EQ(receive(&seen_flags), 60);
        UC_EXPECT_EQ(seen_flags, told[flags]);
    }
    post();
}

UC_TEST(h_drops_a_frame_that_failed)
{
    start();
    struct netfront_rx_answer *place = back_rx_place(back.at);
    back_rx(data, 60, 0);
    place->status = -1;
    UC_EXPECT_EQ(receive(NULL), 0);
    post();
}

static void elsewhere(void)
{
    uc_hosted_store_reset();
    back_forget();
    back_plug();
}

UC_TEST(i_goes_on_after_a_suspension)
{
    struct uc_net_piece piece = {data, 60};

    start();
    back.held = true;
    UC_REQUIRE(send(&piece, 1, 0) == 1);
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT_EQ(reap(), 1u);
    back.held = false;
    UC_EXPECT_EQ(send(&piece, 1, 0), 1u);
    settle();
    UC_EXPECT_EQ(reap(), 1u);
    back_rx(data, 60, 0);
    UC_EXPECT_EQ(receive(NULL), 60);
}

/* Else it would end grants of others, which have the same numbers since. */
UC_TEST(i_forgets_what_was_kept_where_a_suspension_made_it_void)
{
    struct uc_net_piece piece = {data, 60};

    start();
    back.held = true;
    UC_REQUIRE(send(&piece, 1, 0) == 1);
    uint32_t sent = back_tx_at(back.at, back.at->tx_cons).ref;
    const struct netfront_rx_request *next = back_rx_place(back.at);
    UC_REQUIRE(uc_hosted_xen_map(0, sent, false) != NULL);
    UC_REQUIRE(uc_hosted_xen_map(0, next->ref, true) != NULL);
    back_unplug();
    settle();
    UC_EXPECT_EQ(reap(), 0u);
    UC_EXPECT_EQ(uc_hosted_xen_grants(), 2u);
    uc_hosted_xen_suspension(0, elsewhere);
    uc_hosted_store_write("control/shutdown", "suspend");
    settle();
    UC_EXPECT_EQ(reap(), 1u);
    back.held = false;
    back_rx(data, 60, 0);
    UC_EXPECT_EQ(receive(NULL), 60);
    post();
}

UC_TEST(j_does_without_what_it_cannot_get)
{
    start();
    uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, 0);
    come_back();
    UC_EXPECT_EQ(uc_hosted_xen_ports(), 0u);
    UC_EXPECT_EQ(uc_hosted_xen_grants(), 0u);
    uc_hosted_xen_limit(10, UC_HOSTED_XEN_PORTS_MAX);
    come_back();
    UC_EXPECT_EQ(uc_hosted_xen_grants(), 0u);
    uc_hosted_xen_limit(UC_HOSTED_XEN_GRANTS_MAX, UC_HOSTED_XEN_PORTS_MAX);
    uc_hosted_store_conflict(7);
    come_back();
    back_rx(data, 60, 0);
    UC_EXPECT_EQ(receive(NULL), 60);
}

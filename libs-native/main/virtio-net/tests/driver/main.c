/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <uc/test.h>

#include "../device.h"
#include "virtio_net.h"

enum {
    BUFFER_BYTES = 2048,
    BUFFERS = 16,
};

static struct fake_device device;
static struct uc_netdev *netdev;
static uint8_t *buffers[BUFFERS];

static const uint64_t all_features =
    UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX | F_CSUM | F_GUEST_CSUM |
    F_MAC | F_MRG_RXBUF | F_HOST_TSO4 | F_HOST_TSO6 | 1u << 17;

/* Device addresses are not the CPU's, and no two pages are neighbours. */
static void open_device(uint64_t features)
{
    uc_hosted_dma(true, UINT64_C(0x7700000000));
    if (fake_probe(&device, features) == 0) {
        netdev = fake_netdev();
    }
}

static void post_buffers(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (buffers[i] == NULL) {
            buffers[i] = malloc(BUFFER_BYTES);
        }
        struct uc_net_rx_buffer buffer = {buffers[i], BUFFER_BYTES, buffers[i]};
        UC_EXPECT_EQ(netdev->ops->rx_post(netdev, &buffer, 1), 1);
    }
}

/* The device receives (len) bytes behind its header, in one buffer. */
static void receive(struct wire_header header, const uint8_t *data, size_t len)
{
    uint8_t frame[BUFFER_BYTES];
    int id = fake_take(&device.queues[RX]);

    memcpy(frame, &header, WIRE_HEADER);
    memcpy(frame + WIRE_HEADER, data, len);
    fake_write(&device.queues[RX], (unsigned)id, frame, WIRE_HEADER + len);
    fake_give(&device.queues[RX], (uint32_t)id, (uint32_t)(WIRE_HEADER + len));
}

static struct wire_header in_buffers(uint16_t n)
{
    return (struct wire_header){.num_buffers = uc_le16_of(n)};
}

UC_TEST(takes_what_it_knows_of_what_is_offered)
{
    open_device(all_features);

    UC_EXPECT(device.accepted == (all_features & ~(UINT64_C(1) << 17)));
    UC_EXPECT(device.live);
    UC_EXPECT_EQ(netdev->mac[5], 3);
    UC_EXPECT_EQ(netdev->mtu, 1500);
    UC_EXPECT_EQ(netdev->offloads, UC_NET_TX_CSUM | UC_NET_TX_TSO4 |
                                       UC_NET_TX_TSO6 | UC_NET_RX_CSUM);
}

UC_TEST(leaves_a_legacy_device_alone)
{
    UC_EXPECT_EQ(fake_probe(&device, all_features & ~UC_VIRTIO_F_VERSION_1),
                 -UC_EPROTO);
    UC_EXPECT(!device.live);
}

UC_TEST(offers_no_segmentation_without_checksums)
{
    open_device(all_features & ~F_CSUM);

    UC_EXPECT_EQ(netdev->offloads, UC_NET_RX_CSUM);
}

UC_TEST(sends_the_bytes_of_all_pieces_behind_a_header)
{
    uint8_t sent[4096];
    unsigned descs;
    static uint8_t a[3000], b[40];
    struct uc_net_piece pieces[] = {{a, sizeof a}, {b, sizeof b}};
    struct uc_net_tx frame = {.pieces = pieces, .pieces_n = 2, .cookie = b};
    void *cookie = NULL;
    open_device(all_features);
    memset(a, 0xa5, sizeof a);
    memset(b, 0x5a, sizeof b);

    UC_EXPECT_EQ(netdev->ops->tx(netdev, &frame, 1), 1);
    UC_EXPECT_EQ(fake_take(&device.queues[TX]), -1);
    netdev->ops->flush(netdev);

    int id = fake_take(&device.queues[TX]);
    UC_REQUIRE(id >= 0);
    UC_EXPECT_EQ(
        fake_read(&device.queues[TX], (unsigned)id, sent, sizeof sent, &descs),
        WIRE_HEADER + sizeof a + sizeof b);
    for (unsigned i = 0; i < WIRE_HEADER; i++) {
        UC_EXPECT_EQ(sent[i], 0);
    }
    UC_EXPECT_MEM(sent + WIRE_HEADER, a, sizeof a);
    UC_EXPECT_MEM(sent + WIRE_HEADER + sizeof a, b, sizeof b);
    UC_EXPECT_EQ(netdev->ops->reap(netdev, &cookie, 1), 0);
    fake_give(&device.queues[TX], (uint32_t)id, 0);
    UC_EXPECT_EQ(netdev->ops->reap(netdev, &cookie, 1), 1);
    UC_EXPECT(cookie == b);
}

UC_TEST(puts_the_header_into_headroom_where_there_is_some)
{
    static uint8_t memory[64] UC_ALIGNED(64);
    uint8_t sent[64];
    unsigned descs;
    struct uc_net_piece piece = {memory + 16, 48};
    struct uc_net_tx frame = {
        .pieces = &piece,
        .pieces_n = 1,
        .flags = UC_NET_HEADROOM | UC_NET_CSUM_PARTIAL,
        .csum_start = 34,
        .csum_offset = 16,
    };
    open_device(all_features);
    memset(memory, 0xee, sizeof memory);

    (void)netdev->ops->tx(netdev, &frame, 1);
    netdev->ops->flush(netdev);
    int id = fake_take(&device.queues[TX]);
    UC_REQUIRE(id >= 0);
    UC_EXPECT_EQ(
        fake_read(&device.queues[TX], (unsigned)id, sent, sizeof sent, &descs),
        60);
    UC_EXPECT_EQ(descs, 1);
    struct wire_header header;
    memcpy(&header, sent, sizeof header);
    UC_EXPECT_EQ(header.flags, 1);
    UC_EXPECT_EQ(uc_le16_get(header.csum_start), 34);
    UC_EXPECT_EQ(uc_le16_get(header.csum_offset), 16);
    UC_EXPECT_EQ(memory[3], 0xee); /* in front of the headroom */
}

UC_TEST(asks_for_segmentation_of_the_right_protocol)
{
    static uint8_t memory[66] = {[12] = 0x86, [13] = 0xdd};
    struct uc_net_piece piece = {memory, sizeof memory};
    struct uc_net_tx frame = {
        .pieces = &piece,
        .pieces_n = 1,
        .flags = UC_NET_CSUM_PARTIAL,
        .csum_start = 54,
        .csum_offset = 16,
        .gso_bytes = 1440,
        .header_bytes = 74,
    };
    uint8_t sent[128];
    unsigned descs;
    struct wire_header header;
    open_device(all_features);

    (void)netdev->ops->tx(netdev, &frame, 1);
    netdev->ops->flush(netdev);
    int id = fake_take(&device.queues[TX]);
    (void)fake_read(&device.queues[TX], (unsigned)id, sent, sizeof sent,
                    &descs);
    memcpy(&header, sent, sizeof header);
    UC_EXPECT_EQ(header.gso_type, 4);
    UC_EXPECT_EQ(uc_le16_get(header.gso_size), 1440);
    UC_EXPECT_EQ(uc_le16_get(header.hdr_len), 74);
}

UC_TEST(takes_what_fits_and_kicks_once_for_all)
{
    static uint8_t data[60];
    struct uc_net_piece piece = {data, sizeof data};
    struct uc_net_tx frames[UC_NET_BATCH_MAX];
    unsigned took = 0, n;
    open_device(all_features);
    for (unsigned i = 0; i < UC_NET_BATCH_MAX; i++) {
        frames[i] = (struct uc_net_tx){.pieces = &piece, .pieces_n = 1};
    }

    while ((n = netdev->ops->tx(netdev, frames, UC_NET_BATCH_MAX)) > 0) {
        took += n;
    }
    netdev->ops->flush(netdev);
    netdev->ops->flush(netdev);

    UC_EXPECT_GE(took, UC_CONFIG_VIRTIO_NET_QUEUE_SIZE / 4);
    UC_EXPECT_EQ(device.queues[TX].kicks, 1);
    for (unsigned i = 0; i < took; i++) {
        int id = fake_take(&device.queues[TX]);
        fake_give(&device.queues[TX], (uint32_t)id, 0);
    }
    void *cookies[UC_NET_BATCH_MAX];
    unsigned reaped = 0;
    while ((n = netdev->ops->reap(netdev, cookies, UC_NET_BATCH_MAX)) > 0) {
        reaped += n;
    }
    UC_EXPECT_EQ(reaped, took);
    UC_EXPECT_EQ(netdev->ops->tx(netdev, frames, 1), 1);
}

UC_TEST(receives_with_what_the_device_knows_of_checksums)
{
    struct uc_net_rx rx[4];
    static const uint8_t data[100] = {1, 2, 3};
    struct wire_header header = in_buffers(1);
    open_device(all_features);
    post_buffers(3);
    header.flags = 1;
    receive(header, data, sizeof data);
    header.flags = 2;
    receive(header, data, 60);
    receive(in_buffers(1), data, 60);

    UC_REQUIRE(netdev->ops->rx(netdev, rx, 4) == 3);
    UC_EXPECT_EQ(rx[0].bytes, 100);
    UC_EXPECT_MEM((uint8_t *)rx[0].cookie + rx[0].offset, data, 100);
    UC_EXPECT_EQ(rx[0].flags, UC_NET_CSUM_PARTIAL);
    UC_EXPECT_EQ(rx[1].flags, UC_NET_CSUM_GOOD);
    UC_EXPECT_EQ(rx[2].flags, 0);
    UC_EXPECT(!rx[0].more);
    UC_EXPECT_EQ(netdev->ops->rx(netdev, rx, 4), 0);
}

UC_TEST(hands_out_merged_frames_whole)
{
    struct uc_net_rx rx[4];
    uint8_t part[BUFFER_BYTES];
    open_device(all_features);
    post_buffers(3);
    memset(part, 7, sizeof part);
    receive(in_buffers(2), part, BUFFER_BYTES - WIRE_HEADER);
    int id = fake_take(&device.queues[RX]);
    fake_write(&device.queues[RX], (unsigned)id, part, 100);
    fake_give(&device.queues[RX], (uint32_t)id, 100);

    UC_EXPECT_EQ(netdev->ops->rx(netdev, rx, 1), 0);
    UC_REQUIRE(netdev->ops->rx(netdev, rx, 4) == 2);
    UC_EXPECT_EQ(rx[0].bytes, BUFFER_BYTES - WIRE_HEADER);
    UC_EXPECT(rx[0].more);
    UC_EXPECT_EQ(rx[1].offset, 0);
    UC_EXPECT_EQ(rx[1].bytes, 100);
    UC_EXPECT(!rx[1].more);
}

UC_TEST(arms_once_all_is_received)
{
    struct uc_net_rx rx[4];
    open_device(all_features);
    post_buffers(2);

    UC_EXPECT(!netdev->ops->arm(netdev));
    receive(in_buffers(1), (const uint8_t *)"", 0);
    UC_EXPECT(netdev->ops->arm(netdev));
    (void)netdev->ops->rx(netdev, rx, 4);
    UC_EXPECT(!netdev->ops->arm(netdev));
}

/* How many more chains the device uses before it interrupts. */
static uint16_t until_interrupt(unsigned which)
{
    const struct fake_queue *queue = &device.queues[which];
    const uc_le16 *avail = queue->at.driver;
    uint16_t event = uc_le16_get(avail[2 + queue->at.size]);

    return (uint16_t)(event + 1 - queue->used_next);
}

UC_TEST(asks_for_completions_where_few_long_frames_fill_the_ring)
{
    static uint8_t data[100];
    struct uc_net_piece pieces[UC_NET_PIECES_MAX];
    struct uc_net_tx frame = {.pieces = pieces, .pieces_n = UC_NET_PIECES_MAX};
    void *cookie;
    unsigned sent = 0;
    open_device(all_features);
    for (unsigned i = 0; i < UC_NET_PIECES_MAX; i++) {
        pieces[i] = (struct uc_net_piece){data, sizeof data};
    }
    UC_EXPECT_EQ(netdev->ops->tx(netdev, &frame, 1), 1);
    netdev->ops->flush(netdev);
    fake_give(&device.queues[TX], (uint32_t)fake_take(&device.queues[TX]), 0);
    UC_EXPECT_EQ(netdev->ops->reap(netdev, &cookie, 1), 1);

    while (netdev->ops->tx(netdev, &frame, 1) == 1) {
        sent++;
    }
    netdev->ops->flush(netdev);
    UC_EXPECT(!netdev->ops->arm(netdev));

    UC_EXPECT_GT(sent, 1);
    UC_EXPECT_GE(until_interrupt(TX), 1);
    UC_EXPECT_LE(until_interrupt(TX), sent);
}

static unsigned notified;

static void notify(void *arg)
{
    (void)arg;
    notified++;
}

UC_TEST(tells_the_stack_of_interrupts)
{
    open_device(all_features);
    device.irq(device.irq_arg); /* before anybody listens */
    netdev->notify = notify;
    device.irq(device.irq_arg);
    UC_EXPECT_EQ(notified, 1);
}

UC_TEST(drops_a_frame_that_is_shorter_than_its_header)
{
    struct uc_net_rx rx[4];
    open_device(all_features);
    post_buffers(2);
    int id = fake_take(&device.queues[RX]);
    fake_give(&device.queues[RX], (uint32_t)id, WIRE_HEADER - 1);
    receive(in_buffers(1), (const uint8_t *)"x", 1);

    UC_REQUIRE(netdev->ops->rx(netdev, rx, 4) == 2);
    UC_EXPECT_EQ(rx[0].bytes, 0);
    UC_EXPECT(rx[0].cookie != NULL);
    UC_EXPECT_EQ(rx[1].bytes, 1);
}

UC_TEST(stops_a_device_that_promises_buffers_which_it_does_not_give)
{
    struct uc_net_rx rx[4];
    open_device(all_features);
    post_buffers(4);
    receive(in_buffers(1), (const uint8_t *)"x", 1);
    receive(in_buffers(3), (const uint8_t *)"x", 1);

    UC_EXPECT_EQ(netdev->ops->rx(netdev, rx, 4), 1);
    UC_EXPECT_EQ(netdev->ops->rx(netdev, rx, 4), -UC_EIO);
    UC_EXPECT_EQ(device.resets, 1);
    UC_EXPECT_EQ(device.fails, 1);
    UC_EXPECT(!netdev->ops->arm(netdev));
}

static uint8_t *watched;

/* The device changes its mind while the driver looks at the header. */
static void change_used(int signal)
{
    uc_le16 *used = (void *)(uintptr_t)device.queues[RX].at.device;
    struct wire_used_elem *ring = (void *)(used + 2);

    (void)signal;
    ring[0].len = uc_le32_of(4);
    if (mprotect(watched, UC_PAGE_SIZE, PROT_READ | PROT_WRITE) < 0) {
        abort();
    }
}

UC_TEST(hands_out_no_more_than_a_buffer_whose_length_changes_meanwhile)
{
    struct sigaction action = {.sa_handler = change_used};
    struct sigaction before;
    struct uc_net_rx rx[4] = {{.bytes = 0}};
    open_device(all_features);
    watched = aligned_alloc(UC_PAGE_SIZE, UC_PAGE_SIZE);
    struct uc_net_rx_buffer buffer = {watched, BUFFER_BYTES, watched};
    UC_EXPECT_EQ(netdev->ops->rx_post(netdev, &buffer, 1), 1);
    receive(in_buffers(1), (const uint8_t *)"frame", 5);

    sigaction(SIGSEGV, &action, &before);
    UC_REQUIRE(mprotect(watched, UC_PAGE_SIZE, PROT_NONE) == 0);
    int n = netdev->ops->rx(netdev, rx, 4);
    sigaction(SIGSEGV, &before, NULL);

    UC_EXPECT_EQ(n, -UC_EIO);
    UC_EXPECT_EQ(device.resets, 1);
    free(watched);
}

UC_TEST(stops_a_device_whose_frame_fits_in_no_batch)
{
    static uint8_t data[BUFFER_BYTES] UC_ALIGNED(BUFFER_BYTES); /* one page */
    struct uc_net_rx_buffer buffer = {data, sizeof data, data};
    struct uc_net_rx rx[UC_NET_BATCH_MAX];
    open_device(all_features);
    for (unsigned i = 0; i <= UC_NET_BATCH_MAX; i++) {
        UC_EXPECT_EQ(netdev->ops->rx_post(netdev, &buffer, 1), 1);
        receive(in_buffers(UC_NET_BATCH_MAX + 1), (const uint8_t *)"x", 1);
    }

    UC_EXPECT_EQ(netdev->ops->rx(netdev, rx, UC_NET_BATCH_MAX), -UC_EIO);
    UC_EXPECT(!netdev->ops->arm(netdev));
}

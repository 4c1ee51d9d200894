/* SPDX-License-Identifier: BSD-3-Clause */
#include "../device.h"

enum {
    ROUNDS = 20000,
    BUFFERS = 64
};

/* What the driver holds of ours must come back once, and nothing else. */
static bool held[BUFFERS];
static uint8_t *buffers[BUFFERS];

static void give_buffer(void)
{
    unsigned i = (unsigned)rand() % BUFFERS;
    if (held[i]) {
        return;
    }
    struct uc_net_rx_buffer buffer = {buffers[i], BUFFER_BYTES, &held[i]};
    held[i] = card_netdev->ops->rx_post(card_netdev, &buffer, 1) == 1;
}

static void take_buffers(void)
{
    struct uc_net_rx out[8];
    int n = card_netdev->ops->rx(card_netdev, out, 8);
    UC_REQUIRE(n <= 8);
    for (int i = 0; i < n; i++) {
        bool *mine = out[i].cookie;
        UC_REQUIRE(mine >= held && mine < held + BUFFERS && *mine);
        UC_REQUIRE(out[i].offset + (uint64_t)out[i].bytes <= BUFFER_BYTES);
        *mine = false;
        /* All that it says is there may be read. */
        volatile uint8_t sum = 0;
        for (uint32_t at = 0; at < out[i].bytes; at++) {
            sum = (uint8_t)(sum + buffers[mine - held][out[i].offset + at]);
        }
    }
}

static unsigned sent, reaped;

static void send_frame(void)
{
    static const char text[9000];
    struct uc_net_piece piece = {text, 1 + (uint32_t)rand() % sizeof text};
    struct uc_net_tx frame = {.pieces = &piece,
                              .pieces_n = 1,
                              .flags = rand() % 2 ? UC_NET_CSUM_PARTIAL : 0,
                              .csum_start = (uint16_t)(rand() % 400),
                              .csum_offset = (uint16_t)(rand() % 20)};
    sent += card_netdev->ops->tx(card_netdev, &frame, 1);
    card_netdev->ops->flush(card_netdev);
}

static void reap(void)
{
    void *cookies[8];
    reaped += card_netdev->ops->reap(card_netdev, cookies, 8);
    UC_REQUIRE(reaped <= sent);
}

/* Scribbles over descriptors, as a card may at any time. */
static void misbehave(void)
{
    volatile struct e1000_rx_desc *rx = card_rx((unsigned)rand());
    rx->status = (uint8_t)rand();
    rx->errors = rand() % 2 ? 0 : (uint8_t)rand();
    rx->bytes = uc_le16_of((uint16_t)rand());
    rx->address = uc_le64_of((uint64_t)rand() << 20);
    volatile struct e1000_tx_desc *tx = card_tx((unsigned)rand());
    tx->status = uc_le32_of((uint32_t)rand());
    tx->command = uc_le32_of((uint32_t)rand());
    card[REG_ICR / 4] = (uint32_t)rand();
    card[REG_RDH / 4] = (uint32_t)rand();
    card[REG_TDH / 4] = (uint32_t)rand();
}

UC_TEST(a_card_that_scribbles_over_its_rings_harms_nobody)
{
    static void (*const deeds[])(void) = {give_buffer, take_buffers, send_frame,
                                          reap, misbehave};
    UC_REQUIRE(card_probe() == 0);
    srand(1);
    for (unsigned i = 0; i < BUFFERS; i++) {
        buffers[i] = malloc(BUFFER_BYTES);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        deeds[(unsigned)rand() % UC_ARRAY_SIZE(deeds)]();
        if (round % 16 == 0) {
            (void)card_netdev->ops->arm(card_netdev);
            card_handler(card_handler_arg);
        }
    }
    UC_EXPECT(sent > 0 && reaped > 0);
}

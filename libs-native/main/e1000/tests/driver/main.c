/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "../device.h"

static uint8_t *buffers[RX_RING];

static unsigned post(unsigned n)
{
    unsigned took = 0;
    for (unsigned i = 0; i < n; i++) {
        if (buffers[i] == NULL) {
            buffers[i] = malloc(BUFFER_BYTES);
        }
        struct uc_net_rx_buffer buffer = {buffers[i], BUFFER_BYTES, buffers[i]};
        took += card_netdev->ops->rx_post(card_netdev, &buffer, 1);
    }
    return took;
}

/* The card fills the buffer at (at). */
static void receive(unsigned at, const char *text, unsigned status,
                    unsigned errors)
{
    volatile struct e1000_rx_desc *desc = card_rx(at);
    memcpy(uc_hosted_dma_to_cpu(uc_le64_get(desc->address)), text,
           strlen(text));
    desc->bytes = uc_le16_of((uint16_t)strlen(text));
    desc->errors = (uint8_t)errors;
    desc->status = (uint8_t)status;
}

UC_TEST(has_the_address_of_the_card_and_its_offloads)
{
    static const uint8_t mac[] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
    UC_EXPECT_EQ(card_probe(), 0);
    UC_EXPECT_MEM(card_netdev->mac, mac, sizeof mac);
    UC_EXPECT_EQ(card_netdev->mtu, 1500);
    UC_EXPECT_EQ(card_netdev->offloads, UC_NET_TX_CSUM | UC_NET_RX_CSUM);
    UC_EXPECT((card[REG_RCTL / 4] & RCTL_EN) != 0);
    UC_EXPECT((card[REG_TCTL / 4] & TCTL_EN) != 0);
}

UC_TEST(a_card_without_registers_or_that_never_resets_is_left_quiet)
{
    no_registers = true;
    UC_EXPECT_EQ(card_probe(), -UC_ENODEV);
    UC_EXPECT(card_quiet);
    no_registers = false;
    never_resets = true;
    UC_EXPECT_EQ(card_probe(), -UC_EIO);
    UC_EXPECT(card_quiet);
    never_resets = false;
}

UC_TEST(receives_in_order_with_what_the_card_checked)
{
    struct uc_net_rx out[4];
    UC_REQUIRE(card_probe() == 0);
    UC_EXPECT_EQ(post(8), 8);
    UC_EXPECT_EQ(card[REG_RDT / 4], 8);
    UC_EXPECT_EQ(card_netdev->ops->rx(card_netdev, out, 4), 0);

    receive(0, "checked", RX_DONE | RX_END | RX_TCP_CHECKED, 0);
    receive(1, "not looked at", RX_DONE | RX_END | RX_NO_CHECKSUM, 0);
    receive(2, "wrong sum", RX_DONE | RX_END | RX_TCP_CHECKED, RX_ERROR_TCP);
    UC_EXPECT_EQ(card_netdev->ops->rx(card_netdev, out, 4), 3);
    UC_EXPECT(out[0].cookie == buffers[0]);
    UC_EXPECT_EQ(out[0].bytes, 7);
    UC_EXPECT_EQ(out[0].flags, UC_NET_CSUM_GOOD);
    UC_EXPECT_MEM(buffers[0], "checked", 7);
    UC_EXPECT_EQ(out[1].flags, 0);
    UC_EXPECT_EQ(out[2].flags, 0);
    UC_EXPECT_EQ(out[2].bytes, 9);
}

UC_TEST(drops_broken_frames_and_those_in_several_buffers)
{
    struct uc_net_rx out[4];
    UC_REQUIRE(card_probe() == 0);
    post(8);
    receive(0, "crc", RX_DONE | RX_END, 1);
    receive(1, "begin", RX_DONE, 0);
    receive(2, "end", RX_DONE | RX_END, 0);
    receive(3, "good", RX_DONE | RX_END, 0);
    UC_EXPECT_EQ(card_netdev->ops->rx(card_netdev, out, 4), 4);
    UC_EXPECT_EQ(out[0].bytes, 0);
    UC_EXPECT_EQ(out[1].bytes, 0);
    UC_EXPECT_EQ(out[2].bytes, 0);
    UC_EXPECT_EQ(out[3].bytes, 4);
}

UC_TEST(takes_no_more_buffers_than_the_ring_holds)
{
    UC_REQUIRE(card_probe() == 0);
    UC_EXPECT_EQ(card_netdev->rx_depth, RX_RING - 1);
    UC_EXPECT_EQ(post(RX_RING), RX_RING - 1);
    struct uc_net_rx_buffer small = {buffers[0], BUFFER_BYTES - 1, NULL};
    UC_EXPECT_EQ(card_netdev->ops->rx_post(card_netdev, &small, 1), 0);
}

static const struct uc_net_piece *piece_of(const char *text)
{
    static struct uc_net_piece pieces[2];
    pieces[0] = (struct uc_net_piece){text, (uint32_t)strlen(text)};
    pieces[1] = (struct uc_net_piece){"tail", 4};
    return pieces;
}

UC_TEST(sends_pieces_and_tells_the_card_once_where_the_checksum_lies)
{
    UC_REQUIRE(card_probe() == 0);
    struct uc_net_tx frame = {.pieces = piece_of("head"),
                              .pieces_n = 2,
                              .flags = UC_NET_CSUM_PARTIAL,
                              .csum_start = 34,
                              .csum_offset = 16,
                              .cookie = &frame};
    UC_EXPECT_EQ(card_netdev->ops->tx(card_netdev, &frame, 1), 1);
    UC_EXPECT_EQ(card[REG_TDT / 4], 0);
    card_netdev->ops->flush(card_netdev);
    UC_EXPECT_EQ(card[REG_TDT / 4], 3);

    uint64_t context = uc_le64_get(card_tx(0)->address);
    UC_EXPECT_EQ(context >> 32 & 0xff, 34);
    UC_EXPECT_EQ(context >> 40 & 0xff, 50);
    UC_EXPECT_EQ(context >> 48, 0); /* to the end of the frame */
    UC_EXPECT_EQ(uc_le32_get(card_tx(0)->command) & TX_TYPE_DATA, 0);
    uint32_t first = uc_le32_get(card_tx(1)->command);
    uint32_t last = uc_le32_get(card_tx(2)->command);
    UC_EXPECT_EQ(first & 0xfffff, 4);
    UC_EXPECT_EQ(first & (TX_END | TX_REPORT), 0);
    UC_EXPECT_EQ(last & (TX_END | TX_REPORT), TX_END | TX_REPORT);
    UC_EXPECT_EQ(uc_le32_get(card_tx(1)->status), TX_INSERT_CHECKSUM);
    UC_EXPECT_MEM(uc_hosted_dma_to_cpu(uc_le64_get(card_tx(2)->address)),
                  "tail", 4);

    /* The same again: the context stands. */
    UC_EXPECT_EQ(card_netdev->ops->tx(card_netdev, &frame, 1), 1);
    card_netdev->ops->flush(card_netdev);
    UC_EXPECT_EQ(card[REG_TDT / 4], 5);

    void *cookies[4];
    UC_EXPECT_EQ(card_netdev->ops->reap(card_netdev, cookies, 4), 0);
    card_tx(2)->status = uc_le32_of(TX_DONE);
    UC_EXPECT_EQ(card_netdev->ops->reap(card_netdev, cookies, 4), 1);
    UC_EXPECT(cookies[0] == &frame);
}

UC_TEST(a_full_ring_takes_more_once_the_card_has_sent)
{
    UC_REQUIRE(card_probe() == 0);
    struct uc_net_tx frame = {.pieces = piece_of("x"), .pieces_n = 1};
    void *cookies[TX_RING];
    for (unsigned round = 0; round < 5; round++) {
        unsigned sent = 0;
        while (card_netdev->ops->tx(card_netdev, &frame, 1) == 1) {
            sent++;
        }
        UC_EXPECT_EQ(sent, TX_RING - 1);
        card_netdev->ops->flush(card_netdev);
        for (unsigned i = 0; i < TX_RING; i++) {
            card_tx(i)->status = uc_le32_of(TX_DONE);
        }
        UC_EXPECT_EQ(card_netdev->ops->reap(card_netdev, cookies, TX_RING),
                     TX_RING - 1);
    }
}

UC_TEST(sleeps_by_an_interrupt_that_is_its_own)
{
    struct uc_net_rx out[1];
    UC_REQUIRE(card_probe() == 0);
    post(4);
    UC_EXPECT(!card_netdev->ops->arm(card_netdev));
    UC_EXPECT((card[REG_IMS / 4] & CAUSE_RXT) != 0);
    card_handler(card_handler_arg); /* another's, on a shared line */
    UC_EXPECT((card[REG_IMS / 4] & CAUSE_RXT) != 0);
    card[REG_ICR / 4] = CAUSE_RXT;
    card_handler(card_handler_arg);
    UC_EXPECT_EQ(card[REG_IMS / 4], 0);

    receive(0, "already there", RX_DONE | RX_END, 0);
    UC_EXPECT(card_netdev->ops->arm(card_netdev));
    UC_EXPECT_EQ(card[REG_IMS / 4], 0);
    UC_EXPECT_EQ(card_netdev->ops->rx(card_netdev, out, 1), 1);
}

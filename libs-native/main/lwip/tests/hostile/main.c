/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "../hostile.h"

static uint32_t random_state = 7;

static uint8_t next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint8_t)(random_state >> 24);
}

/* The stack still answers: nothing of what came before has stuck in it. */
static bool answers_ping(void)
{
    uint8_t frame[WIRE_FRAME_MAX];
    uint8_t *icmp = wire_ip4(frame, PROTO_ICMP, 16, 0);
    unsigned before;

    wire_settle_ms(200000); /* what waits for the rest of something times out */
    app_turn();
    wire_meet();
    before = wire.sent_n;
    memset(icmp, 0x42, 16);
    icmp[0] = 8;
    icmp[1] = 0;
    put16(icmp + 2, 0);
    put16(icmp + 2, ~wire_sum(icmp, 16, 0) & 0xffff);
    wire_inject(frame, ETH_HEADER + IP4_HEADER + 16, 0, WIRE_FRAME_MAX);
    wire_settle();
    for (unsigned back = 0; back + before < wire.sent_n; back++) {
        const uint8_t *ip = wire_last(back)->data + ETH_HEADER;
        if (ip[9] == PROTO_ICMP && ip[IP4_HEADER] == 0) {
            return true;
        }
    }
    return false;
}

/* Fixed seed: the same frames on every run and machine. */
UC_TEST(survives_a_hostile_network_and_still_answers)
{
    uint8_t data[600];

    hostile_boot();
    for (unsigned round = 0; round < 400; round++) {
        for (unsigned i = 0; i < sizeof data; i++) {
            data[i] = next_random();
        }
        hostile_run(data, sizeof data);
    }
    UC_EXPECT_GE(wire.sent_n, 1000);
    UC_EXPECT(answers_ping());
}

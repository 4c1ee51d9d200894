/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/test.h>

#include "../device.h"

enum {
    SIZE = 8,
};

static struct fake_device device;
static struct uc_vring ring;

static void open_ring(uint64_t features)
{
    device = (struct fake_device){.dev = {.ops = &fake_ops}, .queue_max = 256};
    (void)uc_vring_init(&ring, &device.dev, 0, SIZE, features);
}

static void open_event_ring(void)
{
    open_ring(UC_VIRTIO_F_EVENT_IDX);
}

static const struct uc_dma_seg segs[] = {
    {UINT64_C(0x123456789000), 16}, {0x2000, 100}, {0x3000, 50}};

UC_TEST(refuses_a_queue_that_does_not_exist)
{
    device = (struct fake_device){.dev = {.ops = &fake_ops}, .queue_max = 0};

    UC_EXPECT_EQ(uc_vring_init(&ring, &device.dev, 0, SIZE, 0), -UC_ENOENT);
}

UC_TEST(refuses_a_size_that_is_no_power_of_two)
{
    device = (struct fake_device){.dev = {.ops = &fake_ops}, .queue_max = 100};

    UC_EXPECT_EQ(uc_vring_init(&ring, &device.dev, 0, SIZE, 0), -UC_ENOENT);
}

UC_TEST(is_no_larger_than_the_device_allows)
{
    device = (struct fake_device){.dev = {.ops = &fake_ops}, .queue_max = 4};

    UC_REQUIRE(uc_vring_init(&ring, &device.dev, 0, SIZE, 0) == 0);

    UC_EXPECT_EQ(device.queue.size, 4);
    uc_vring_destroy(&ring);
}

UC_TEST(gives_all_back_where_the_device_refuses_the_queue)
{
    device = (struct fake_device){
        .dev = {.ops = &fake_ops}, .queue_max = 8, .queue_error = -UC_EIO};

    UC_EXPECT_EQ(uc_vring_init(&ring, &device.dev, 0, SIZE, 0), -UC_EIO);
}

UC_TEST(writes_chains_as_the_specification_says)
{
    open_event_ring();

    int id = uc_vring_add(&ring, segs, 1, 2);
    UC_REQUIRE(id >= 0);
    UC_EXPECT_EQ(fake_take(&device), -1);
    uc_vring_publish(&ring);

    UC_EXPECT_EQ(fake_take(&device), id);
    struct uc_vring_desc *desc = fake_desc(&device);
    struct uc_vring_desc *first = &desc[id];
    UC_EXPECT(uc_le64_get(first->addr) == segs[0].addr);
    UC_EXPECT_EQ(uc_le32_get(first->len), 16);
    UC_EXPECT_EQ(uc_le16_get(first->flags), DESC_NEXT);
    struct uc_vring_desc *second = &desc[uc_le16_get(first->next)];
    UC_EXPECT_EQ(uc_le16_get(second->flags), DESC_NEXT | DESC_WRITE);
    struct uc_vring_desc *third = &desc[uc_le16_get(second->next)];
    UC_EXPECT_EQ(uc_le16_get(third->flags), DESC_WRITE);
    UC_EXPECT_EQ(uc_le32_get(third->len), 50);
    uc_vring_destroy(&ring);
}

UC_TEST(takes_no_more_than_there_is_room_for)
{
    open_event_ring();

    for (unsigned i = 0; i < SIZE / 3; i++) {
        UC_EXPECT_GE(uc_vring_add(&ring, segs, 3, 0), 0);
    }
    UC_EXPECT_EQ(uc_vring_add(&ring, segs, 3, 0), -UC_EAGAIN);
    UC_EXPECT_GE(uc_vring_add(&ring, segs, 2, 0), 0);
    UC_EXPECT_EQ(uc_vring_add(&ring, segs, 1, 0), -UC_EAGAIN);
    uc_vring_destroy(&ring);
}

UC_TEST(gets_chains_back_in_any_order_for_longer_than_indices_last)
{
    open_event_ring();

    for (unsigned round = 0; round < 40000; round++) {
        int a = uc_vring_add(&ring, segs, 1, 2);
        int b = uc_vring_add(&ring, segs, 2, 0);
        uint32_t bytes;
        uc_vring_kick(&ring);
        UC_REQUIRE(fake_take(&device) == a && fake_take(&device) == b);
        fake_give(&device, (uint32_t)b, 0);
        fake_give(&device, (uint32_t)a, 150);
        UC_REQUIRE(uc_vring_pending(&ring) == 2);
        UC_REQUIRE(uc_vring_get(&ring, &bytes) == b && bytes == 0);
        UC_REQUIRE(uc_vring_get(&ring, &bytes) == a && bytes == 150);
        UC_REQUIRE(uc_vring_get(&ring, &bytes) == -UC_EAGAIN);
    }
    UC_EXPECT_EQ(ring.free_n, SIZE);
    uc_vring_destroy(&ring);
}

UC_TEST(kicks_once_a_batch_and_only_where_asked)
{
    open_event_ring();

    (void)uc_vring_add(&ring, segs, 1, 0);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, 1);

    fake_set_avail_event(&device, 5);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, 1);

    fake_set_avail_event(&device, 3);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, 2);
    uc_vring_destroy(&ring);
}

UC_TEST(obeys_the_flag_where_there_is_no_event_index)
{
    open_ring(0);
    fake_used(&device)->flags = uc_le16_of(USED_NO_NOTIFY);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, 0);

    fake_used(&device)->flags = uc_le16_of(0);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, 1);
    uc_vring_destroy(&ring);
}

UC_TEST(arms_for_the_chain_that_it_waits_for)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 0);
    (void)uc_vring_add(&ring, segs, 1, 0);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);

    UC_EXPECT(!uc_vring_arm(&ring, 2));
    UC_EXPECT_EQ(fake_used_event(&device), 1);
    fake_give(&device, (uint32_t)id, 0);
    UC_EXPECT(!uc_vring_arm(&ring, 2));
    UC_EXPECT(uc_vring_arm(&ring, 1));
    uc_vring_destroy(&ring);
}

/* What a device may not do, and what then becomes of the queue. */

static void expect_broken(void)
{
    UC_EXPECT_EQ(uc_vring_get(&ring, NULL), -UC_EIO);
    UC_EXPECT_EQ(uc_vring_add(&ring, segs, 1, 0), -UC_EIO);
    UC_EXPECT_EQ(uc_vring_pending(&ring), -UC_EIO);
    unsigned kicks = device.kicks;
    uc_vring_kick(&ring);
    UC_EXPECT_EQ(device.kicks, kicks);
    uc_vring_destroy(&ring);
}

UC_TEST(breaks_at_a_number_out_of_range)
{
    open_event_ring();
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    fake_give(&device, SIZE, 0);
    expect_broken();
}

UC_TEST(breaks_at_a_chain_that_is_not_in_flight)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    fake_give(&device, (uint32_t)id + 1, 0);
    expect_broken();
}

UC_TEST(breaks_at_the_middle_of_a_chain)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 2);
    uc_vring_kick(&ring);
    fake_give(&device, uc_le16_get(fake_desc(&device)[id].next), 0);
    expect_broken();
}

UC_TEST(breaks_at_a_chain_given_back_twice)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 0);
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    fake_give(&device, (uint32_t)id, 0);
    fake_give(&device, (uint32_t)id, 0);
    UC_EXPECT_EQ(uc_vring_get(&ring, NULL), id);
    expect_broken();
}

UC_TEST(breaks_at_more_bytes_than_the_chain_has)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 2);
    uc_vring_kick(&ring);
    fake_give(&device, (uint32_t)id, 151);
    expect_broken();
}

UC_TEST(breaks_at_an_index_that_jumps)
{
    open_event_ring();
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    fake_used(&device)->idx = uc_le16_of(2);
    expect_broken();
}

UC_TEST(breaks_at_an_index_that_runs_backwards)
{
    open_event_ring();
    (void)uc_vring_add(&ring, segs, 1, 0);
    uc_vring_kick(&ring);
    fake_used(&device)->idx = uc_le16_of(0xffff);
    expect_broken();
}

UC_TEST(believes_no_descriptor_that_the_device_rewrote)
{
    open_event_ring();
    int id = uc_vring_add(&ring, segs, 1, 2);
    uc_vring_kick(&ring);
    for (unsigned i = 0; i < SIZE; i++) {
        fake_desc(&device)[i].next = uc_le16_of(0xffff);
        fake_desc(&device)[i].len = uc_le32_of(0xffffffff);
        fake_desc(&device)[i].flags = uc_le16_of(0xffff);
    }
    fake_give(&device, (uint32_t)id, 150);

    UC_EXPECT_EQ(uc_vring_get(&ring, NULL), id);
    UC_EXPECT_EQ(ring.free_n, SIZE);
    for (unsigned i = 0; i < SIZE; i++) {
        UC_EXPECT_GE(uc_vring_add(&ring, segs, 1, 0), 0);
    }
    UC_EXPECT_EQ(uc_vring_add(&ring, segs, 1, 0), -UC_EAGAIN);
    uc_vring_destroy(&ring);
}

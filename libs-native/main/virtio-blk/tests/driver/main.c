/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>
#include <uc/work.h>

#include "../device.h"
#include "virtio_blk.h"

UC_HOSTED_BOOT("");

static struct fake_device device;
static struct uc_blkdev *disk;
static uint8_t data[512 * 1024] UC_ALIGNED(4096);

static const uint64_t all_features =
    UC_VIRTIO_F_VERSION_1 | UC_VIRTIO_F_EVENT_IDX | F_SEG_MAX | F_BLK_SIZE |
    F_FLUSH | F_TOPOLOGY | F_CONFIG_WCE | F_DISCARD | F_WRITE_ZEROES |
    UINT64_C(1) << 12;

static int offer(void)
{
    uc_hosted_dma(true, UINT64_C(0x7700000000));
    int err = fake_offer(&device);
    disk = err == 0 ? uc_hosted_last_disk() : NULL;
    return err;
}

static int open_device(uint64_t features)
{
    fake_prepare(&device, features);
    return offer();
}

UC_TEST(takes_what_it_knows_of_what_is_offered)
{
    UC_REQUIRE(open_device(all_features) == 0);

    UC_EXPECT(device.accepted == (all_features & ~(UINT64_C(1) << 12)));
    UC_EXPECT(device.live);
    UC_EXPECT_EQ(disk->block_bytes, 512u);
    UC_EXPECT_EQ(disk->physical_bytes, 4096u);
    UC_EXPECT_EQ(disk->blocks, (uint64_t)FAKE_SECTORS);
    UC_EXPECT_EQ(disk->features,
                 UC_BLK_CACHE | UC_BLK_HAS_DISCARD | UC_BLK_HAS_ZERO);
    UC_EXPECT_EQ(disk->discard_blocks_max, 1024u);
    UC_EXPECT_EQ(disk->discard_blocks_unit, 8u);
    UC_EXPECT_EQ(disk->zero_blocks_max, 100u);
    UC_EXPECT_GE(disk->bytes_max, 65536u);
}

UC_TEST(leaves_a_legacy_device_alone)
{
    UC_EXPECT_EQ(open_device(all_features & ~UC_VIRTIO_F_VERSION_1),
                 -UC_EPROTO);
    UC_EXPECT(!device.live);
}

UC_TEST(knows_devices_that_write_through)
{
    UC_REQUIRE(open_device(all_features & ~F_FLUSH) == 0);
    UC_EXPECT_EQ(disk->features & UC_BLK_CACHE, 0u);
    fake_prepare(&device, all_features);
    device.config[32] = 0;
    UC_REQUIRE(offer() == 0);
    UC_EXPECT_EQ(disk->features & UC_BLK_CACHE, 0u);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(device.kicks, 0u);
}

UC_TEST(counts_in_the_blocks_of_the_device)
{
    fake_prepare(&device, all_features);
    fake_config32(&device, CONFIG_BLK_SIZE, 4096);
    fake_capacity(&device, 803); /* the last three sectors are no block */
    device.serves = true;
    UC_REQUIRE(offer() == 0);

    UC_EXPECT_EQ(disk->block_bytes, 4096u);
    UC_EXPECT_EQ(uc_blkdev_blocks(disk), 100u);
    UC_EXPECT_EQ(disk->discard_blocks_max, 128u);
    UC_EXPECT_EQ(disk->zero_blocks_max, 12u);
    memset(data, 7, 8192);
    UC_EXPECT_EQ(uc_blk_write(disk, 98, data, 2), 0);
    UC_EXPECT_EQ(device.disk[98 * 4096 - 1], 0);
    UC_EXPECT_EQ(device.disk[98 * 4096], 7);
    UC_EXPECT_EQ(device.disk[100 * 4096 - 1], 7);
    UC_EXPECT_EQ(device.disk[100 * 4096], 0);
    UC_EXPECT_EQ(uc_blk_zero(disk, 99, 1), 0);
    UC_EXPECT_EQ(device.disk[99 * 4096 - 1], 7);
    UC_EXPECT_EQ(device.disk[99 * 4096], 0);
}

UC_TEST(has_a_block_size_whatever_the_device_says)
{
    static const uint32_t sizes[] = {0, 1, 256, 513, 131072, UINT32_MAX};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        fake_prepare(&device, all_features);
        fake_config32(&device, CONFIG_BLK_SIZE, sizes[i]);
        device.config[CONFIG_PHYSICAL_EXP] = 200;
        UC_REQUIRE(offer() == 0);
        UC_EXPECT_EQ(disk->block_bytes, 512u);
        UC_EXPECT_EQ(disk->physical_bytes, 512u);
    }
}

/* As many descriptors as there can be: each piece off the start of a page. */
static void fill_a_request(void)
{
    static struct uc_blk_piece pieces[256];
    struct uc_blk_request request = {
        .op = UC_BLK_WRITE, .pieces = pieces, .pieces_n = disk->pieces_max};
    uint32_t left = disk->bytes_max;
    uint8_t *at = data + disk->align % 4096;

    for (unsigned i = 0; i < disk->pieces_max; i++) {
        uint32_t bytes = disk->bytes_max / disk->pieces_max;
        bytes = UC_ALIGN_DOWN(bytes, disk->align);
        bytes = i + 1 == disk->pieces_max ? left : bytes;
        pieces[i] = (struct uc_blk_piece){at, bytes};
        at += bytes;
        left -= bytes;
    }
    request.blocks = disk->bytes_max / disk->block_bytes;
    UC_EXPECT_EQ(uc_blk_wait(disk, &request), 0);
}

UC_TEST(keeps_to_the_segments_that_the_device_takes)
{
    static const uint32_t most[] = {1, 2, 3, 4, 5, 7, 16, 126, 1000, 0};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(most); i++) {
        fake_prepare(&device, all_features);
        fake_config32(&device, CONFIG_SEG_MAX, most[i]);
        device.serves = true;
        UC_REQUIRE(offer() == 0);
        fill_a_request();
        UC_EXPECT_LE(device.descs_max,
                     2 + (most[i] > 0 && most[i] < 126 ? most[i] : 126u));
    }
    fake_prepare(&device, all_features | F_SIZE_MAX);
    fake_config32(&device, CONFIG_SIZE_MAX, 4096);
    device.serves = true;
    uc_hosted_dma(false, 0);
    UC_REQUIRE(fake_offer(&device) == 0);
    disk = uc_hosted_last_disk();
    fill_a_request();
    UC_EXPECT_GT(device.descs_max, 16u);
    fake_prepare(&device, all_features | F_SIZE_MAX);
    fake_config32(&device, CONFIG_SIZE_MAX, 512);
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
}

static unsigned done_n;

static void done(struct uc_blk_request *request)
{
    (void)request;
    done_n++;
}

enum {
    MANY = 200
};

static struct uc_blk_request many[MANY];
static struct uc_blk_request *batch[MANY];
static struct uc_blk_piece piece = {data, 512};

static void prepare_many(void)
{
    done_n = 0;
    for (unsigned i = 0; i < MANY; i++) {
        many[i] = (struct uc_blk_request){
            .op = UC_BLK_READ,
            .block = i,
            .blocks = 1,
            .pieces = &piece,
            .pieces_n = 1,
            .done = done,
            .result = 1,
        };
        batch[i] = &many[i];
    }
}

UC_TEST(kicks_once_for_a_batch_and_goes_on_as_room_appears)
{
    UC_REQUIRE(open_device(all_features) == 0);
    prepare_many();

    uc_blk_submit(disk, batch, MANY);
    UC_EXPECT_EQ(device.kicks, 1u);
    UC_EXPECT_EQ(disk->in_flight, 128u / 3u);
    for (unsigned turn = 0; turn < 10; turn++) {
        fake_serve(&device);
        uc_work_run_pending();
    }
    UC_EXPECT_EQ(done_n, (unsigned)MANY);
    UC_EXPECT_LE(device.kicks, 6u);
    UC_EXPECT_EQ(disk->in_flight, 0u);
}

UC_TEST(turns_the_answer_of_the_device_into_an_error)
{
    static const struct {
        uint8_t status;
        int result;
    } cases[] = {
        {1, -UC_EIO}, {2, -UC_EOPNOTSUPP}, {3, -UC_EIO}, {0xff, -UC_EIO}};

    UC_REQUIRE(open_device(all_features) == 0);
    device.serves = true;
    for (unsigned i = 0; i < UC_ARRAY_SIZE(cases); i++) {
        device.status = cases[i].status;
        UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), cases[i].result);
    }
    device.status = 0;
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), 0);
}

UC_TEST(flushes_and_unmaps_where_it_is_asked_to)
{
    struct uc_blk_request request = {
        .op = UC_BLK_ZERO, .flags = UC_BLK_UNMAP, .block = 5, .blocks = 3};
    UC_REQUIRE(open_device(all_features) == 0);
    device.serves = true;

    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(device.flushes, 1u);
    UC_EXPECT_EQ(uc_blk_wait(disk, &request), 0);
    UC_EXPECT_EQ(device.unmaps, 1u);
    request.flags = 0;
    UC_EXPECT_EQ(uc_blk_wait(disk, &request), 0);
    UC_EXPECT_EQ(device.unmaps, 1u);
}

struct heard {
    struct uc_blk_watch watch;
    enum uc_blk_event event;
    unsigned n;
};

static void hear(struct uc_blk_watch *watch, struct uc_blkdev *dev,
                 enum uc_blk_event event)
{
    struct heard *heard = UC_CONTAINER_OF(watch, struct heard, watch);

    (void)dev;
    heard->event = event;
    heard->n++;
}

static void run_work(void)
{
    for (unsigned i = 0; i < 4; i++) {
        uc_work_run_pending();
    }
}

UC_TEST(notices_a_new_size)
{
    struct heard heard = {.watch.changed = hear};
    UC_REQUIRE(open_device(all_features) == 0);
    device.serves = true;
    uc_blkdev_watch(&heard.watch);

    fake_capacity(&device, 100);
    device.irq(device.irq_arg);
    run_work();
    UC_EXPECT_EQ(heard.n, 1u);
    UC_EXPECT_EQ((int)heard.event, (int)UC_BLK_RESIZED);
    UC_EXPECT_EQ(uc_blkdev_blocks(disk), 100u);
    UC_EXPECT_EQ(uc_blk_read(disk, 100, data, 1), -UC_ERANGE);
    device.irq(device.irq_arg);
    run_work();
    UC_EXPECT_EQ(heard.n, 1u);
    uc_blkdev_unwatch(&heard.watch);
}

UC_TEST(ends_all_requests_of_a_device_that_breaks_the_rules)
{
    struct heard heard = {.watch.changed = hear};
    UC_REQUIRE(open_device(all_features) == 0);
    prepare_many();
    uc_blkdev_watch(&heard.watch);

    uc_blk_submit(disk, batch, MANY);
    fake_give(&device, 999, 1);
    device.irq(device.irq_arg);
    run_work();
    UC_EXPECT_EQ(done_n, (unsigned)MANY);
    UC_EXPECT_EQ(device.resets, 1u);
    UC_EXPECT_EQ(device.fails, 1u);
    UC_EXPECT_EQ(many[0].result, -UC_EIO);
    UC_EXPECT_EQ(many[MANY - 1].result, -UC_ENODEV);
    UC_EXPECT(disk->gone);
    UC_EXPECT_EQ((int)heard.event, (int)UC_BLK_GONE);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_ENODEV);
    device.irq(device.irq_arg);
    run_work();
    UC_EXPECT_EQ(device.resets, 1u);
    uc_blkdev_unwatch(&heard.watch);
}

UC_TEST(stops_an_idle_device_that_is_done_with_what_nobody_asked_for)
{
    UC_REQUIRE(open_device(all_features) == 0);

    fake_give(&device, 0, 1);
    device.irq(device.irq_arg);
    run_work();
    UC_EXPECT_EQ(device.resets, 1u);
    UC_EXPECT(disk->gone);
}

UC_TEST(a_queue_that_cannot_hold_a_request_is_refused)
{
    fake_prepare(&device, all_features);
    device.queue_max = 2;
    UC_EXPECT_EQ(offer(), -UC_EPROTO);
    UC_EXPECT(!device.live);
    device.queue_max = 0;
    UC_EXPECT_EQ(offer(), -UC_ENOENT);
}

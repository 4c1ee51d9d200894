/* SPDX-License-Identifier: BSD-3-Clause */
/* What all disks share, on disks that the test itself plays. */
#include <string.h>

#include <uc/blkdev.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    DEPTH = 2,
    LOG_MAX = 64,
};

/* Keeps what it is given until the test ends it. */
static struct fake {
    struct uc_blkdev dev;
    struct uc_blk_request *held[DEPTH];
    unsigned held_n;
    unsigned kicks;
    int refuses;
    enum uc_blk_op log[LOG_MAX];
    unsigned log_n;
} fake;

static int fake_queue(struct uc_blkdev *dev, struct uc_blk_request *request)
{
    (void)dev;
    if (fake.refuses < 0) {
        return fake.refuses;
    }
    if (fake.held_n == DEPTH) {
        return -UC_EAGAIN;
    }
    fake.held[fake.held_n++] = request;
    fake.log[fake.log_n++ % LOG_MAX] = request->op;
    return 0;
}

static void fake_kick(struct uc_blkdev *dev)
{
    (void)dev;
    fake.kicks++;
}

static void fake_poll(struct uc_blkdev *dev)
{
    (void)dev;
}

static bool fake_arm(struct uc_blkdev *dev)
{
    (void)dev;
    return false;
}

static const struct uc_blkdev_ops fake_ops = {
    .queue = fake_queue,
    .kick = fake_kick,
    .poll = fake_poll,
    .arm = fake_arm,
};

/* Ends the oldest request. */
static void end(int result)
{
    struct uc_blk_request *request = fake.held[0];

    uc_blk_lock(&fake.dev);
    memmove(fake.held, fake.held + 1, sizeof fake.held - sizeof fake.held[0]);
    fake.held_n--;
    uc_blk_done(&fake.dev, request, result);
    uc_blk_unlock(&fake.dev);
}

static void open_fake(unsigned features)
{
    static bool added;
    struct uc_blkdev *next = fake.dev.next;

    memset(&fake, 0, sizeof fake);
    fake.dev = (struct uc_blkdev){
        .ops = &fake_ops,
        .driver = "fake",
        .id = "",
        .features = features,
        .block_bytes = 512,
        .physical_bytes = 512,
        .blocks = 1000,
        .depth = DEPTH,
        .pieces_max = 3,
        .bytes_max = 8192,
        .align = 4,
        .boundary = 1024,
        .discard_blocks_max = 4,
        .discard_blocks_unit = 1,
        .zero_blocks_max = 4,
    };
    if (!added) {
        added = true;
        uc_blkdev_add(&fake.dev);
        return;
    }
    fake.dev.next = next;
}

static unsigned done_n;

static void done(struct uc_blk_request *request)
{
    (void)request;
    done_n++;
}

static uint8_t data[16384] UC_ALIGNED(4096);
static struct uc_blk_piece whole = {data, 512};

static struct uc_blk_request make(enum uc_blk_op op, uint64_t block)
{
    return (struct uc_blk_request){
        .op = op,
        .block = block,
        .blocks = 1,
        .pieces = &whole,
        .pieces_n = 1,
        .done = done,
        .result = 1,
    };
}

static void submit(struct uc_blk_request *request)
{
    uc_blk_submit(&fake.dev, &request, 1);
}

UC_TEST(requests_wait_for_room_in_their_order)
{
    struct uc_blk_request requests[5];
    struct uc_blk_request *batch[5];
    open_fake(0);
    done_n = 0;
    for (unsigned i = 0; i < 5; i++) {
        requests[i] = make(UC_BLK_READ, i);
        batch[i] = &requests[i];
    }

    uc_blk_submit(&fake.dev, batch, 5);
    UC_EXPECT_EQ(fake.kicks, 1u);
    for (unsigned i = 0; i < 5; i++) {
        UC_EXPECT(fake.held[0] == &requests[i]);
        end(0);
        UC_EXPECT_EQ(requests[i].result, 0);
        UC_EXPECT_EQ(done_n, i + 1);
    }
    UC_EXPECT_EQ(fake.held_n, 0u);
}

UC_TEST(a_flush_of_a_disk_without_a_cache_asks_nobody)
{
    struct uc_blk_request request = make(UC_BLK_FLUSH, 0);
    open_fake(0);
    done_n = 0;

    submit(&request);
    UC_EXPECT_EQ(done_n, 1u);
    UC_EXPECT_EQ(request.result, 0);
    UC_EXPECT_EQ(fake.log_n, 0u);
    UC_EXPECT_EQ(fake.kicks, 0u);
}

UC_TEST(a_flush_follows_a_write_through_where_the_disk_has_none)
{
    struct uc_blk_request request = make(UC_BLK_WRITE, 0);
    open_fake(UC_BLK_CACHE);
    done_n = 0;
    request.flags = UC_BLK_FUA;

    submit(&request);
    end(0);
    UC_EXPECT_EQ(done_n, 0u);
    UC_REQUIRE(fake.held_n == 1);
    UC_EXPECT_EQ((int)fake.held[0]->op, (int)UC_BLK_FLUSH);
    end(-UC_EIO);
    UC_EXPECT_EQ(done_n, 1u);
    UC_EXPECT_EQ(request.result, -UC_EIO);
    UC_EXPECT_EQ((int)request.op, (int)UC_BLK_WRITE);

    submit(&request);
    end(-UC_ENOSPC); /* nothing to flush after a write that failed */
    UC_EXPECT_EQ(done_n, 2u);
    UC_EXPECT_EQ(request.result, -UC_ENOSPC);

    open_fake(UC_BLK_CACHE | UC_BLK_HAS_FUA);
    submit(&request);
    end(0);
    UC_EXPECT_EQ(done_n, 3u);
    UC_EXPECT_EQ(fake.log_n, 1u);
}

UC_TEST(what_a_driver_refuses_is_the_result)
{
    struct uc_blk_request request = make(UC_BLK_READ, 0);
    open_fake(0);
    done_n = 0;
    fake.refuses = -UC_EFAULT;

    submit(&request);
    UC_EXPECT_EQ(done_n, 1u);
    UC_EXPECT_EQ(request.result, -UC_EFAULT);
}

static int result_of(const struct uc_blk_piece *pieces, unsigned n,
                     uint32_t blocks)
{
    struct uc_blk_request request = make(UC_BLK_READ, 0);

    request.blocks = blocks;
    request.pieces = pieces;
    request.pieces_n = n;
    submit(&request);
    if (fake.held_n > 0) {
        end(0);
    }
    return request.result;
}

UC_TEST(pieces_are_held_against_what_the_disk_can)
{
    struct uc_blk_piece pieces[4] = {
        {data + 512, 512}, {data + 4096, 1024}, {data + 2048, 512}};
    open_fake(0);

    UC_EXPECT_EQ(result_of(pieces, 3, 4), 0);
    UC_EXPECT_EQ(result_of(pieces, 3, 3), -UC_EINVAL);
    UC_EXPECT_EQ(result_of(pieces, 4, 4), -UC_E2BIG);
    pieces[1].data = data + 4096 + 512; /* starts off the boundary */
    UC_EXPECT_EQ(result_of(pieces, 3, 4), -UC_EINVAL);
    pieces[1] = (struct uc_blk_piece){data + 4096, 512}; /* ends off it */
    UC_EXPECT_EQ(result_of(pieces, 3, 3), -UC_EINVAL);
    pieces[0] = (struct uc_blk_piece){data + 2, 512};
    UC_EXPECT_EQ(result_of(pieces, 1, 1), -UC_EINVAL);
    pieces[0] = (struct uc_blk_piece){data, 510};
    UC_EXPECT_EQ(result_of(pieces, 1, 1), -UC_EINVAL);
    pieces[0] = (struct uc_blk_piece){data, 0};
    UC_EXPECT_EQ(result_of(pieces, 1, 0), -UC_EINVAL);
    pieces[0] = (struct uc_blk_piece){data, 8192};
    UC_EXPECT_EQ(result_of(pieces, 1, 16), 0);
    pieces[0] = (struct uc_blk_piece){data, 8704};
    UC_EXPECT_EQ(result_of(pieces, 1, 17), -UC_E2BIG);
}

UC_TEST(spans_without_data_have_limits_of_their_own)
{
    struct uc_blk_request request = make(UC_BLK_DISCARD, 0);
    open_fake(UC_BLK_HAS_DISCARD);
    request.pieces_n = 0;
    request.blocks = 5;

    submit(&request);
    UC_EXPECT_EQ(request.result, -UC_E2BIG);
    request.blocks = 4;
    submit(&request);
    UC_REQUIRE(fake.held_n == 1);
    end(0);
    UC_EXPECT_EQ(request.result, 0);
    request.op = UC_BLK_ZERO;
    submit(&request);
    UC_EXPECT_EQ(request.result, -UC_EOPNOTSUPP);
}

struct heard {
    struct uc_blk_watch watch;
    struct uc_blkdev *dev;
    enum uc_blk_event event;
    unsigned n;
};

static void hear(struct uc_blk_watch *watch, struct uc_blkdev *dev,
                 enum uc_blk_event event)
{
    struct heard *heard = UC_CONTAINER_OF(watch, struct heard, watch);

    heard->dev = dev;
    heard->event = event;
    heard->n++;
}

UC_TEST(watchers_hear_of_new_sizes_and_of_the_end)
{
    struct heard heard = {.watch.changed = hear};
    struct uc_blk_request requests[3];
    struct uc_blk_request *batch[3];
    open_fake(0);
    done_n = 0;
    uc_blkdev_watch(&heard.watch);

    uc_blkdev_resize(&fake.dev, 1000);
    UC_EXPECT_EQ(heard.n, 0u);
    uc_blkdev_resize(&fake.dev, 10);
    UC_EXPECT_EQ(heard.n, 1u);
    UC_EXPECT(heard.dev == &fake.dev);
    UC_EXPECT_EQ((int)heard.event, (int)UC_BLK_RESIZED);
    UC_EXPECT_EQ(uc_blkdev_blocks(&fake.dev), 10u);
    for (unsigned i = 0; i < 3; i++) {
        requests[i] = make(UC_BLK_READ, i < 2 ? i : 10);
        batch[i] = &requests[i];
    }
    uc_blk_submit(&fake.dev, batch + 2, 1);
    UC_EXPECT_EQ(requests[2].result, -UC_ERANGE);

    requests[2] = make(UC_BLK_READ, 2);
    done_n = 0;
    uc_blk_submit(&fake.dev, batch, 3);
    uc_blkdev_gone(&fake.dev);
    UC_EXPECT_EQ(heard.n, 2u);
    UC_EXPECT_EQ((int)heard.event, (int)UC_BLK_GONE);
    UC_EXPECT_EQ(requests[2].result, -UC_ENODEV);
    UC_EXPECT_EQ(done_n, 1u); /* the others are still the driver's */
    end(-UC_ENODEV);
    end(0);
    UC_EXPECT_EQ(done_n, 3u);
    UC_EXPECT_EQ(requests[0].result, -UC_ENODEV);
    UC_EXPECT_EQ(requests[1].result, 0);
    requests[0].op = UC_BLK_FLUSH;
    uc_blk_submit(&fake.dev, batch, 1);
    UC_EXPECT_EQ(requests[0].result, -UC_ENODEV);
    UC_EXPECT_EQ(fake.log_n, 2u);
    uc_blkdev_gone(&fake.dev);
    UC_EXPECT_EQ(heard.n, 2u);
    uc_blkdev_unwatch(&heard.watch);
    uc_blkdev_resize(&fake.dev, 20);
    UC_EXPECT_EQ(heard.n, 2u);
}

UC_TEST(disks_are_listed_in_the_order_in_which_they_came)
{
    static struct uc_blkdev other;
    open_fake(0);
    other = fake.dev;

    uc_blkdev_add(&other);
    UC_EXPECT(uc_blkdev_first() == &fake.dev);
    UC_EXPECT(fake.dev.next == &other);
    UC_EXPECT_EQ(other.index, 1u);
    UC_EXPECT(other.next == NULL);
}

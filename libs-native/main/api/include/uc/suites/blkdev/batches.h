/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_BATCHES_H
#define UC_SUITES_BLKDEV_BATCHES_H

/* Contract "blkdev": many requests at once, their order, several threads. */
#include <uc/sched.h>
#include <uc/suites/blkdev/fixture.h>

enum {
    BLKDEV_SUITE_REQUESTS = 128,
    BLKDEV_SUITE_THREADS = 4,
};

static struct uc_blk_request blkdev_suite_requests[BLKDEV_SUITE_REQUESTS];
static struct uc_blk_request *blkdev_suite_batch[BLKDEV_SUITE_REQUESTS];
static struct uc_blk_piece blkdev_suite_pieces[BLKDEV_SUITE_REQUESTS];

static unsigned blkdev_suite_left;
static unsigned blkdev_suite_twice;

static void blkdev_suite_done(struct uc_blk_request *request)
{
    if (request->cookie != request) {
        blkdev_suite_twice++;
    }
    request->cookie = NULL;
    blkdev_suite_left--;
}

/* Request (i) for one block, at (block), of the buffer (data). */
static void blkdev_suite_prepare(const struct uc_blkdev *disk, unsigned i,
                                 enum uc_blk_op op, uint64_t block,
                                 uint8_t *data)
{
    struct uc_blk_request *request = &blkdev_suite_requests[i];

    blkdev_suite_pieces[i] = (struct uc_blk_piece){data, disk->block_bytes};
    *request = (struct uc_blk_request){
        .op = op,
        .block = block,
        .blocks = op == UC_BLK_FLUSH ? 0 : 1,
        .pieces = &blkdev_suite_pieces[i],
        .pieces_n = op == UC_BLK_FLUSH ? 0 : 1,
        .done = blkdev_suite_done,
        .cookie = request,
        .result = 1,
    };
    blkdev_suite_batch[i] = request;
}

static void blkdev_suite_await(struct uc_blkdev *disk, unsigned n)
{
    blkdev_suite_left = n;
    blkdev_suite_twice = 0;
    uc_blk_submit(disk, blkdev_suite_batch, n);
    while (UC_READ_ONCE(blkdev_suite_left) > 0) {
        (void)uc_blk_poll(disk);
        uc_yield();
    }
}

UC_TEST(blkdev_does_many_at_once_each_of_them_once)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t size = disk->block_bytes;
    unsigned n = BLKDEV_SUITE_BYTES / size < BLKDEV_SUITE_REQUESTS
                     ? BLKDEV_SUITE_BYTES / size
                     : BLKDEV_SUITE_REQUESTS;

    /* Neighbours in memory are far apart on the disk: (n) is a power of two. */
    blkdev_suite_fill(blkdev_suite_out, (size_t)n * size, 14);
    for (unsigned i = 0; i < n; i++) {
        blkdev_suite_prepare(disk, i, UC_BLK_WRITE, 30 + (i * 7) % n,
                             blkdev_suite_out + i * size);
    }
    blkdev_suite_await(disk, n);
    for (unsigned i = 0; i < n; i++) {
        UC_EXPECT_EQ(blkdev_suite_requests[i].result, 0);
    }
    UC_EXPECT_EQ(blkdev_suite_twice, 0u);
    blkdev_suite_guard();
    for (unsigned i = 0; i < n; i++) {
        blkdev_suite_prepare(disk, i, UC_BLK_READ, 30 + (i * 7) % n,
                             BLKDEV_SUITE_IN + i * size);
    }
    blkdev_suite_await(disk, n);
    UC_EXPECT_EQ(blkdev_suite_twice, 0u);
    UC_EXPECT(blkdev_suite_guarded((size_t)n * size));
    UC_EXPECT_MEM(BLKDEV_SUITE_IN, blkdev_suite_out, (size_t)n * size);
}

UC_TEST(blkdev_gives_each_request_of_a_batch_its_own_result)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint64_t blocks = uc_blkdev_blocks(disk);
    uint8_t *in = BLKDEV_SUITE_IN;

    blkdev_suite_prepare(disk, 0, UC_BLK_READ, 0, in);
    blkdev_suite_prepare(disk, 1, UC_BLK_READ, blocks, in + 4096);
    blkdev_suite_prepare(disk, 2, UC_BLK_FLUSH, 0, NULL);
    blkdev_suite_prepare(disk, 3, UC_BLK_READ, 1, in + 8192);
    blkdev_suite_requests[3].blocks = 5;
    blkdev_suite_prepare(disk, 4, UC_BLK_READ, blocks - 1, in + 12288);
    blkdev_suite_await(disk, 5);
    UC_EXPECT_EQ(blkdev_suite_requests[0].result, 0);
    UC_EXPECT_EQ(blkdev_suite_requests[1].result, -UC_ERANGE);
    UC_EXPECT_EQ(blkdev_suite_requests[2].result, 0);
    UC_EXPECT_EQ(blkdev_suite_requests[3].result, -UC_EINVAL);
    UC_EXPECT_EQ(blkdev_suite_requests[4].result, 0);
    UC_EXPECT_EQ(blkdev_suite_twice, 0u);
}

static struct uc_blkdev *blkdev_suite_chain_disk;

static void blkdev_suite_next(struct uc_blk_request *request)
{
    if (request->result == 0 && --blkdev_suite_left > 0) {
        request->block++;
        uc_blk_submit(blkdev_suite_chain_disk, &request, 1);
    }
}

UC_TEST(blkdev_takes_requests_from_done)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    struct uc_blk_request *request = &blkdev_suite_requests[0];

    blkdev_suite_prepare(disk, 0, UC_BLK_READ, 0, BLKDEV_SUITE_IN);
    request->done = blkdev_suite_next;
    blkdev_suite_chain_disk = disk;
    blkdev_suite_left = 200;
    uc_blk_submit(disk, blkdev_suite_batch, 1);
    while (UC_READ_ONCE(blkdev_suite_left) > 0 && request->result >= 0) {
        uc_yield();
    }
    UC_EXPECT_EQ(request->result, 0);
    UC_EXPECT_EQ(request->block, 199u);
}

UC_TEST(blkdev_flushes_with_and_without_anything_to_flush)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);

    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_REQUIRE(blkdev_suite_write(disk, 5, 1, 15) == 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT(blkdev_suite_holds(disk, 5, 1, 15));
    blkdev_suite_fill(blkdev_suite_out, disk->block_bytes, 16);
    for (unsigned i = 0; i < 8; i++) {
        blkdev_suite_prepare(disk, i, i % 2 == 0 ? UC_BLK_WRITE : UC_BLK_FLUSH,
                             5 + i, blkdev_suite_out);
    }
    blkdev_suite_await(disk, 8);
    for (unsigned i = 0; i < 8; i++) {
        UC_EXPECT_EQ(blkdev_suite_requests[i].result, 0);
    }
    UC_EXPECT(blkdev_suite_holds(disk, 11, 1, 16));
}

UC_TEST(blkdev_writes_through_its_cache)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    struct uc_blk_request *request = &blkdev_suite_requests[0];

    blkdev_suite_fill(blkdev_suite_out, disk->block_bytes, 17);
    blkdev_suite_prepare(disk, 0, UC_BLK_WRITE, 6, blkdev_suite_out);
    request->flags = UC_BLK_FUA;
    blkdev_suite_await(disk, 1);
    UC_EXPECT_EQ(request->result, 0);
    UC_EXPECT_EQ((int)request->op, (int)UC_BLK_WRITE);
    UC_EXPECT(blkdev_suite_holds(disk, 6, 1, 17));
}

struct blkdev_suite_thread {
    struct uc_thread *thread;
    unsigned number;
    unsigned failures;
};

/* Each has blocks and a quarter of the buffers to itself. */
static void blkdev_suite_thread(void *arg)
{
    struct blkdev_suite_thread *me = arg;
    struct uc_blkdev *disk = blkdev_suite_disk();
    size_t share = BLKDEV_SUITE_BYTES / BLKDEV_SUITE_THREADS;
    uint32_t blocks = blkdev_suite_fit(disk, share / 4);
    size_t bytes = (size_t)blocks * disk->block_bytes;
    uint8_t *out = blkdev_suite_out + me->number * share;
    uint8_t *in = BLKDEV_SUITE_IN + me->number * share;

    for (unsigned round = 0; round < 10; round++) {
        uint64_t block = me->number * 16 + round % 4;

        blkdev_suite_fill(out, bytes, me->number * 100 + round);
        if (uc_blk_write(disk, block, out, blocks < 8 ? blocks : 8) != 0 ||
            uc_blk_flush(disk) != 0 ||
            uc_blk_read(disk, block, in, blocks < 8 ? blocks : 8) != 0 ||
            !uc_test_same_memory(
                in, out, (blocks < 8 ? blocks : 8) * disk->block_bytes)) {
            me->failures++;
        }
    }
}

UC_TEST(blkdev_serves_several_threads)
{
    struct blkdev_suite_thread threads[BLKDEV_SUITE_THREADS];
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);

    for (unsigned i = 0; i < BLKDEV_SUITE_THREADS; i++) {
        threads[i] = (struct blkdev_suite_thread){.number = i};
        UC_REQUIRE(uc_thread_create(&threads[i].thread, NULL,
                                    blkdev_suite_thread, &threads[i]) == 0);
    }
    for (unsigned i = 0; i < BLKDEV_SUITE_THREADS; i++) {
        uc_thread_join(threads[i].thread);
        UC_EXPECT_EQ(threads[i].failures, 0u);
    }
}

#endif /* UC_SUITES_BLKDEV_BATCHES_H */

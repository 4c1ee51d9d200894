/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_H
#define UC_SUITES_BLKDEV_H

/*
 * Conformance suite of contract "blkdev": included by one file of a test
 * program in which init level 3 has run. It overwrites the disk
 * UC_SUITE_BLKDEV_DISK, by default the first, which needs 1 MiB or more. Where
 * there is a disk that may not be written to, UC_SUITE_BLKDEV_READ_ONLY names
 * it; both are expressions of type struct uc_blkdev *.
 */
#include <uc/blkdev.h>
#include <uc/errors.h>
#include <uc/sched.h>
#include <uc/test.h>

#ifndef UC_SUITE_BLKDEV_DISK
#define UC_SUITE_BLKDEV_DISK uc_blkdev_first()
#endif

static struct uc_blkdev *blkdev_suite_disk(void)
{
    return UC_SUITE_BLKDEV_DISK;
}

enum {
    BLKDEV_SUITE_BYTES = 131072,
    BLKDEV_SUITE_PIECES = 64,
    BLKDEV_SUITE_REQUESTS = 128,
    BLKDEV_SUITE_THREADS = 4,
    BLKDEV_SUITE_GUARD = 4096,
};

static uint8_t blkdev_suite_out[BLKDEV_SUITE_BYTES] UC_ALIGNED(4096);
static uint8_t blkdev_suite_memory[BLKDEV_SUITE_BYTES +
                                   2 * BLKDEV_SUITE_GUARD] UC_ALIGNED(4096);
/* What is read goes here; the guards around it must stay as they are. */
#define BLKDEV_SUITE_IN (blkdev_suite_memory + BLKDEV_SUITE_GUARD)

static struct uc_blk_request blkdev_suite_requests[BLKDEV_SUITE_REQUESTS];
static struct uc_blk_request *blkdev_suite_batch[BLKDEV_SUITE_REQUESTS];
static struct uc_blk_piece blkdev_suite_pieces[BLKDEV_SUITE_REQUESTS];

/* Bytes that tell where they belong: no two blocks are alike. */
static void blkdev_suite_fill(uint8_t *out, size_t bytes, uint32_t seed)
{
    for (size_t i = 0; i < bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (uint8_t)(seed >> 24);
    }
}

static void blkdev_suite_guard(void)
{
    for (size_t i = 0; i < sizeof blkdev_suite_memory; i++) {
        blkdev_suite_memory[i] = 0x5c;
    }
}

static bool blkdev_suite_guarded(size_t bytes)
{
    for (size_t i = 0; i < BLKDEV_SUITE_GUARD; i++) {
        if (blkdev_suite_memory[i] != 0x5c ||
            BLKDEV_SUITE_IN[bytes + i] != 0x5c) {
            return false;
        }
    }
    return true;
}

static bool blkdev_suite_all(const uint8_t *data, size_t bytes, uint8_t value)
{
    for (size_t i = 0; i < bytes; i++) {
        if (data[i] != value) {
            return false;
        }
    }
    return true;
}

/* As many blocks as fit into (bytes), one request and the buffers. */
static uint32_t blkdev_suite_fit(const struct uc_blkdev *disk, size_t bytes)
{
    if (bytes > BLKDEV_SUITE_BYTES) {
        bytes = BLKDEV_SUITE_BYTES;
    }
    if (bytes > disk->bytes_max) {
        bytes = disk->bytes_max;
    }
    return (uint32_t)(bytes / disk->block_bytes);
}

/* Writes pattern (seed) to the blocks; returns the result. */
static int blkdev_suite_write(struct uc_blkdev *disk, uint64_t block,
                              uint32_t blocks, uint32_t seed)
{
    blkdev_suite_fill(blkdev_suite_out, (size_t)blocks * disk->block_bytes,
                      seed);
    return uc_blk_write(disk, block, blkdev_suite_out, blocks);
}

/* Whether the blocks hold pattern (seed). */
static bool blkdev_suite_holds(struct uc_blkdev *disk, uint64_t block,
                               uint32_t blocks, uint32_t seed)
{
    size_t bytes = (size_t)blocks * disk->block_bytes;

    blkdev_suite_guard();
    if (uc_blk_read(disk, block, BLKDEV_SUITE_IN, blocks) != 0 ||
        !blkdev_suite_guarded(bytes)) {
        return false;
    }
    blkdev_suite_fill(blkdev_suite_out, bytes, seed);
    return uc_test_same_memory(BLKDEV_SUITE_IN, blkdev_suite_out, bytes);
}

static int blkdev_suite_run(struct uc_blkdev *disk, enum uc_blk_op op,
                            uint64_t block, uint32_t blocks,
                            const struct uc_blk_piece *pieces,
                            unsigned pieces_n)
{
    struct uc_blk_request request = {
        .op = op,
        .block = block,
        .blocks = blocks,
        .pieces = pieces,
        .pieces_n = pieces_n,
    };

    return uc_blk_wait(disk, &request);
}

UC_TEST(blkdev_says_what_it_is)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t block = disk->block_bytes;

    UC_EXPECT(block >= 512 && block <= 65536 && (block & (block - 1)) == 0);
    UC_EXPECT_GE(disk->physical_bytes, block);
    UC_EXPECT_EQ(disk->physical_bytes % block, 0u);
    UC_EXPECT_GE(uc_blkdev_blocks(disk) * block, 1u << 20);
    UC_EXPECT_GE(disk->depth, 1u);
    UC_EXPECT_GE(disk->pieces_max, 1u);
    UC_EXPECT(disk->bytes_max >= block && disk->bytes_max % block == 0);
    UC_EXPECT(disk->align >= 1 && disk->align <= block);
    UC_EXPECT(disk->driver != NULL && disk->driver[0] != '\0');
    UC_EXPECT(disk->id != NULL);
    UC_EXPECT(!disk->gone);
    UC_EXPECT_EQ(disk->features & UC_BLK_READ_ONLY, 0u);
    UC_EXPECT((disk->features & UC_BLK_HAS_DISCARD) == 0 ||
              (disk->discard_blocks_max > 0 && disk->discard_blocks_unit > 0));
    UC_EXPECT((disk->features & UC_BLK_HAS_ZERO) == 0 ||
              disk->zero_blocks_max > 0);
}

UC_TEST(blkdev_reads_back_the_first_and_the_last_blocks)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint64_t last = uc_blkdev_blocks(disk) - 1;
    uint32_t few = blkdev_suite_fit(disk, 8u * disk->block_bytes);

    UC_REQUIRE(blkdev_suite_write(disk, 0, 1, 1) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, last, 1, 2) == 0);
    UC_EXPECT(blkdev_suite_holds(disk, 0, 1, 1));
    UC_EXPECT(blkdev_suite_holds(disk, last, 1, 2));
    UC_REQUIRE(blkdev_suite_write(disk, 0, few, 3) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, last - few + 1, few, 4) == 0);
    UC_EXPECT(blkdev_suite_holds(disk, 0, few, 3));
    UC_EXPECT(blkdev_suite_holds(disk, last - few + 1, few, 4));
}

UC_TEST(blkdev_writes_no_block_but_its_own)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);

    UC_REQUIRE(blkdev_suite_write(disk, 10, 1, 5) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, 11, 1, 6) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, 12, 1, 7) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, 11, 1, 8) == 0);
    UC_EXPECT(blkdev_suite_holds(disk, 10, 1, 5));
    UC_EXPECT(blkdev_suite_holds(disk, 11, 1, 8));
    UC_EXPECT(blkdev_suite_holds(disk, 12, 1, 7));
}

/* Longer than a request may be, where the buffers allow it. */
UC_TEST(blkdev_helpers_cut_long_transfers)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t blocks = BLKDEV_SUITE_BYTES / disk->block_bytes;

    UC_REQUIRE(blkdev_suite_write(disk, 3, blocks, 9) == 0);
    UC_EXPECT(blkdev_suite_holds(disk, 3, blocks, 9));
}

/*
 * Cuts (blocks) of (data) into at most (n) pieces as small as the device takes
 * them. Returns how many.
 */
static unsigned blkdev_suite_cut(const struct uc_blkdev *disk, uint8_t *data,
                                 uint32_t blocks, struct uc_blk_piece *pieces,
                                 unsigned n)
{
    uint32_t left = blocks * disk->block_bytes;
    uint32_t step =
        disk->boundary != 0 ? disk->boundary : UC_ALIGN_UP(100u, disk->align);
    unsigned used = 0;

    if (n > disk->pieces_max) {
        n = disk->pieces_max;
    }
    while (left > 0) {
        uint32_t bytes = used + 1 == n || left < step ? left : step;
        pieces[used++] = (struct uc_blk_piece){data, bytes};
        data += bytes;
        left -= bytes;
    }
    return used;
}

UC_TEST(blkdev_gathers_and_scatters_pieces)
{
    static struct uc_blk_piece pieces[BLKDEV_SUITE_PIECES];
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t blocks = blkdev_suite_fit(disk, 16384);
    size_t bytes = (size_t)blocks * disk->block_bytes;

    blkdev_suite_fill(blkdev_suite_out, bytes, 10);
    unsigned n = blkdev_suite_cut(disk, blkdev_suite_out, blocks, pieces,
                                  BLKDEV_SUITE_PIECES);
    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_WRITE, 7, blocks, pieces, n), 0);
    UC_EXPECT(blkdev_suite_holds(disk, 7, blocks, 10));
    blkdev_suite_guard();
    n = blkdev_suite_cut(disk, BLKDEV_SUITE_IN, blocks, pieces,
                         BLKDEV_SUITE_PIECES);
    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 7, blocks, pieces, n), 0);
    UC_EXPECT(blkdev_suite_guarded(bytes));
    UC_EXPECT_MEM(BLKDEV_SUITE_IN, blkdev_suite_out, bytes);
}

/* Blocks of a request from places that do not follow each other in memory. */
UC_TEST(blkdev_takes_pieces_in_any_order_of_memory)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t size =
        disk->block_bytes < disk->boundary ? disk->boundary : disk->block_bytes;
    uint32_t blocks = size / disk->block_bytes;
    struct uc_blk_piece pieces[3] = {
        {blkdev_suite_out + 4 * size, size},
        {blkdev_suite_out, size},
        {blkdev_suite_out + 2 * size, size},
    };
    if (disk->pieces_max < 3 || disk->bytes_max < 3 * size ||
        5 * size > BLKDEV_SUITE_BYTES) {
        uc_test_skip("one piece at a time");
        return;
    }

    blkdev_suite_fill(blkdev_suite_out, 5 * size, 11);
    UC_EXPECT_EQ(
        blkdev_suite_run(disk, UC_BLK_WRITE, 20, 3 * blocks, pieces, 3), 0);
    for (unsigned i = 0; i < 3; i++) {
        UC_EXPECT_EQ(
            uc_blk_read(disk, 20 + i * blocks, BLKDEV_SUITE_IN, blocks), 0);
        UC_EXPECT_MEM(BLKDEV_SUITE_IN, (uint8_t *)pieces[i].data, size);
    }
}

UC_TEST(blkdev_refuses_what_lies_beyond_its_end)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint64_t blocks = uc_blkdev_blocks(disk);
    uint8_t *in = BLKDEV_SUITE_IN;

    UC_EXPECT_EQ(uc_blk_read(disk, blocks, in, 1), -UC_ERANGE);
    UC_EXPECT_EQ(uc_blk_read(disk, blocks - 1, in, 2), -UC_ERANGE);
    UC_EXPECT_EQ(uc_blk_read(disk, UINT64_MAX, in, 1), -UC_ERANGE);
    UC_EXPECT_EQ(uc_blk_read(disk, UINT64_MAX / disk->block_bytes + 1, in, 1),
                 -UC_ERANGE);
    UC_REQUIRE(blkdev_suite_write(disk, blocks - 1, 1, 12) == 0);
    UC_EXPECT_EQ(blkdev_suite_write(disk, blocks, 1, 13), -UC_ERANGE);
    UC_EXPECT_EQ(blkdev_suite_write(disk, blocks - 1, 2, 13), -UC_ERANGE);
    UC_EXPECT_EQ(blkdev_suite_write(disk, UINT64_MAX, 1, 13), -UC_ERANGE);
    UC_EXPECT(blkdev_suite_holds(disk, blocks - 1, 1, 12));
    UC_EXPECT_EQ(uc_blk_zero(disk, blocks, 1), -UC_ERANGE);
}

UC_TEST(blkdev_refuses_requests_that_do_not_add_up)
{
    static struct uc_blk_piece many[256];
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint8_t *in = BLKDEV_SUITE_IN;
    struct uc_blk_piece piece = {in, disk->block_bytes};

    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 0, 0, &piece, 1),
                 -UC_EINVAL);
    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 0, 2, &piece, 1),
                 -UC_EINVAL);
    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 0, 1, &piece, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(blkdev_suite_run(disk, (enum uc_blk_op)77, 0, 1, &piece, 1),
                 -UC_EOPNOTSUPP);
    if (disk->align > 1) {
        piece.data = in + 1;
        UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 0, 1, &piece, 1),
                     -UC_EINVAL);
    }
    if (disk->pieces_max < UC_ARRAY_SIZE(many)) {
        unsigned n = disk->pieces_max + 1;
        uint32_t blocks = n;
        for (unsigned i = 0; i < n; i++) {
            many[i] = (struct uc_blk_piece){in, disk->block_bytes};
        }
        UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_READ, 0, blocks, many, n),
                     -UC_E2BIG);
    }
    if (disk->bytes_max <= UINT32_MAX - disk->block_bytes) {
        /* Never touched: the request goes no further. */
        uint32_t blocks = disk->bytes_max / disk->block_bytes + 1;
        piece = (struct uc_blk_piece){in, blocks * disk->block_bytes};
        int err = blkdev_suite_run(disk, UC_BLK_READ, 0, blocks, &piece, 1);
        UC_EXPECT_EQ(err,
                     blocks > uc_blkdev_blocks(disk) ? -UC_ERANGE : -UC_E2BIG);
    }
}

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

    /* Neighbours in memory are far from each other on the disk. */
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
    UC_EXPECT(blkdev_suite_guarded((size_t)n * size) || n * size == 0);
    if (n % 7 != 0) { /* then every block was written by one request */
        UC_EXPECT_MEM(BLKDEV_SUITE_IN, blkdev_suite_out, (size_t)n * size);
    }
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

UC_TEST(blkdev_zeroes_blocks_and_no_others)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t blocks = BLKDEV_SUITE_BYTES / disk->block_bytes;
    uint32_t size = disk->block_bytes;

    UC_REQUIRE(blkdev_suite_write(disk, 0, blocks, 18) == 0);
    UC_EXPECT_EQ(uc_blk_zero(disk, 1, blocks - 2), 0);
    blkdev_suite_guard();
    UC_REQUIRE(uc_blk_read(disk, 0, BLKDEV_SUITE_IN, blocks) == 0);
    blkdev_suite_fill(blkdev_suite_out, BLKDEV_SUITE_BYTES, 18);
    UC_EXPECT_MEM(BLKDEV_SUITE_IN, blkdev_suite_out, size);
    UC_EXPECT(blkdev_suite_all(BLKDEV_SUITE_IN + size,
                               (size_t)(blocks - 2) * size, 0));
    UC_EXPECT_MEM(BLKDEV_SUITE_IN + (size_t)(blocks - 1) * size,
                  blkdev_suite_out + (size_t)(blocks - 1) * size, size);
}

UC_TEST(blkdev_discards_blocks_and_no_others)
{
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t blocks = BLKDEV_SUITE_BYTES / disk->block_bytes;

    UC_REQUIRE(blkdev_suite_write(disk, 0, 1, 19) == 0);
    UC_REQUIRE(blkdev_suite_write(disk, blocks - 1, 1, 20) == 0);
    int err = uc_blk_discard(disk, 1, blocks - 2);
    UC_EXPECT_EQ(err, disk->features & UC_BLK_HAS_DISCARD ? 0 : -UC_EOPNOTSUPP);
    UC_EXPECT(blkdev_suite_holds(disk, 0, 1, 19));
    UC_EXPECT(blkdev_suite_holds(disk, blocks - 1, 1, 20));
    UC_REQUIRE(blkdev_suite_write(disk, 2, 1, 21) == 0);
    UC_EXPECT(blkdev_suite_holds(disk, 2, 1, 21));
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

#ifdef UC_SUITE_BLKDEV_READ_ONLY
static struct uc_blkdev *blkdev_suite_read_only(void)
{
    return UC_SUITE_BLKDEV_READ_ONLY;
}

UC_TEST(blkdev_that_is_read_only_is_not_written_to)
{
    struct uc_blkdev *disk = blkdev_suite_read_only();
    UC_REQUIRE(disk != NULL);
    uint32_t size = disk->block_bytes;

    UC_EXPECT(disk->features & UC_BLK_READ_ONLY);
    UC_REQUIRE(uc_blk_read(disk, 0, BLKDEV_SUITE_IN, 1) == 0);
    UC_EXPECT_EQ(blkdev_suite_write(disk, 0, 1, 22), -UC_EROFS);
    UC_EXPECT_EQ(uc_blk_zero(disk, 0, 1), -UC_EROFS);
    UC_EXPECT_EQ(uc_blk_discard(disk, 0, 1), -UC_EROFS);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_REQUIRE(uc_blk_read(disk, 0, blkdev_suite_out, 1) == 0);
    UC_EXPECT_MEM(BLKDEV_SUITE_IN, blkdev_suite_out, size);
}
#endif

#endif /* UC_SUITES_BLKDEV_H */

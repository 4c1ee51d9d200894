/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_TRANSFERS_H
#define UC_SUITES_BLKDEV_TRANSFERS_H

/* Contract "blkdev": blocks that are written, read, zeroed, discarded. */
#include <uc/suites/blkdev/fixture.h>

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
    static struct uc_blk_piece pieces[64];
    struct uc_blkdev *disk = blkdev_suite_disk();
    UC_REQUIRE(disk != NULL);
    uint32_t blocks = blkdev_suite_fit(disk, 16384);
    size_t bytes = (size_t)blocks * disk->block_bytes;

    blkdev_suite_fill(blkdev_suite_out, bytes, 10);
    unsigned n = blkdev_suite_cut(disk, blkdev_suite_out, blocks, pieces,
                                  UC_ARRAY_SIZE(pieces));
    UC_EXPECT_EQ(blkdev_suite_run(disk, UC_BLK_WRITE, 7, blocks, pieces, n), 0);
    UC_EXPECT(blkdev_suite_holds(disk, 7, blocks, 10));
    blkdev_suite_guard();
    n = blkdev_suite_cut(disk, BLKDEV_SUITE_IN, blocks, pieces,
                         UC_ARRAY_SIZE(pieces));
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

static bool blkdev_suite_all(const uint8_t *data, size_t bytes, uint8_t value)
{
    for (size_t i = 0; i < bytes; i++) {
        if (data[i] != value) {
            return false;
        }
    }
    return true;
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

#endif /* UC_SUITES_BLKDEV_TRANSFERS_H */

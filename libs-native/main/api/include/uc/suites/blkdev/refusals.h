/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_REFUSALS_H
#define UC_SUITES_BLKDEV_REFUSALS_H

/* Contract "blkdev": what a disk refuses, and with which error. */
#include <uc/suites/blkdev/fixture.h>

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

#endif /* UC_SUITES_BLKDEV_REFUSALS_H */

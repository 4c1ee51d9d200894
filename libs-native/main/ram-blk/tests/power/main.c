/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/ram_blk.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    BLOCKS = 64,
    BYTES = 512,
};

static uint8_t data[BLOCKS * BYTES];

static struct uc_blkdev *make(unsigned features)
{
    struct uc_blkdev *disk = NULL;
    const struct uc_ram_blk_attr attr = {.blocks = BLOCKS,
                                         .features = features};

    if (uc_ram_blk_create(&disk, &attr) < 0) {
        return NULL;
    }
    return disk;
}

static int fill(struct uc_blkdev *disk, uint64_t block, uint32_t blocks,
                uint8_t value)
{
    memset(data, value, blocks * BYTES);
    return uc_blk_write(disk, block, data, blocks);
}

/* What all bytes of the block are; -1 where they differ or cannot be read. */
static int value_of(struct uc_blkdev *disk, uint64_t block)
{
    if (uc_blk_read(disk, block, data, 1) < 0) {
        return -1;
    }
    for (unsigned i = 1; i < BYTES; i++) {
        if (data[i] != data[0]) {
            return -1;
        }
    }
    return data[0];
}

UC_TEST(what_was_flushed_outlives_a_cut_and_the_rest_need_not)
{
    struct uc_blkdev *disk = make(UC_BLK_CACHE);
    UC_REQUIRE(disk != NULL);

    UC_EXPECT_EQ(fill(disk, 0, 4, 1), 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(fill(disk, 0, 2, 2), 0);
    UC_EXPECT_EQ(value_of(disk, 0), 2);
    uc_ram_blk_power_cut(disk, 0);
    UC_EXPECT(uc_ram_blk_is_cut(disk));
    UC_EXPECT_EQ(fill(disk, 0, 1, 3), -UC_EIO);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_EIO);
    UC_EXPECT_EQ(uc_blk_flush(disk), -UC_EIO);
    uc_ram_blk_power_on(disk, 0);
    for (unsigned i = 0; i < 4; i++) {
        UC_EXPECT_EQ(value_of(disk, i), 1);
    }
}

UC_TEST(each_unflushed_block_is_old_or_new_for_itself)
{
    struct uc_blkdev *disk = make(UC_BLK_CACHE);
    unsigned fresh = 0;
    UC_REQUIRE(disk != NULL);

    UC_EXPECT_EQ(fill(disk, 0, BLOCKS, 1), 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(fill(disk, 0, BLOCKS, 2), 0);
    uc_ram_blk_power_cut(disk, 0);
    uc_ram_blk_power_on(disk, 7);
    for (unsigned i = 0; i < BLOCKS; i++) {
        int value = value_of(disk, i);
        UC_EXPECT(value == 1 || value == 2);
        fresh += value == 2;
    }
    UC_EXPECT_GT(fresh, 8u);
    UC_EXPECT_LT(fresh, BLOCKS - 8u);
}

UC_TEST(a_cut_may_come_in_the_middle_of_a_write)
{
    struct uc_blkdev *disk = make(0);
    UC_REQUIRE(disk != NULL);

    uc_ram_blk_power_cut(disk, 5);
    UC_EXPECT(!uc_ram_blk_is_cut(disk));
    UC_EXPECT_EQ(fill(disk, 0, 3, 1), 0);
    UC_EXPECT_EQ(fill(disk, 3, 4, 2), -UC_EIO);
    UC_EXPECT(uc_ram_blk_is_cut(disk));
    UC_EXPECT_EQ(uc_ram_blk_written(disk), 5u);
    uc_ram_blk_power_on(disk, 0);
    UC_EXPECT_EQ(value_of(disk, 2), 1);
    UC_EXPECT_EQ(value_of(disk, 4), 2);
    UC_EXPECT_EQ(value_of(disk, 5), 0);
    UC_EXPECT_EQ(fill(disk, 6, 1, 3), 0);
}

UC_TEST(what_is_written_through_the_cache_outlives_a_cut)
{
    static const unsigned features[] = {UC_BLK_CACHE,
                                        UC_BLK_CACHE | UC_BLK_HAS_FUA};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(features); i++) {
        struct uc_blkdev *disk = make(features[i]);
        struct uc_blk_piece piece = {data, BYTES};
        struct uc_blk_request request = {
            .op = UC_BLK_WRITE,
            .flags = UC_BLK_FUA,
            .block = 9,
            .blocks = 1,
            .pieces = &piece,
            .pieces_n = 1,
        };
        UC_REQUIRE(disk != NULL);
        memset(data, 4, BYTES);

        UC_EXPECT_EQ(uc_blk_wait(disk, &request), 0);
        uc_ram_blk_power_cut(disk, 0);
        uc_ram_blk_power_on(disk, 0);
        UC_EXPECT_EQ(value_of(disk, 9), 4);
    }
}

UC_TEST(discarded_and_zeroed_blocks_are_unflushed_writes_too)
{
    struct uc_blkdev *disk =
        make(UC_BLK_CACHE | UC_BLK_HAS_DISCARD | UC_BLK_HAS_ZERO);
    UC_REQUIRE(disk != NULL);

    UC_EXPECT_EQ(fill(disk, 0, 2, 1), 0);
    UC_EXPECT_EQ(uc_blk_flush(disk), 0);
    UC_EXPECT_EQ(uc_blk_discard(disk, 0, 1), 0);
    UC_EXPECT_EQ(uc_blk_zero(disk, 1, 1), 0);
    UC_EXPECT_NE(value_of(disk, 0), 1);
    UC_EXPECT_EQ(value_of(disk, 1), 0);
    uc_ram_blk_power_cut(disk, 0);
    uc_ram_blk_power_on(disk, 0);
    UC_EXPECT_EQ(value_of(disk, 0), 1);
    UC_EXPECT_EQ(value_of(disk, 1), 1);
}

UC_TEST(failures_come_when_they_were_planned)
{
    struct uc_blkdev *disk = make(0);
    UC_REQUIRE(disk != NULL);

    uc_ram_blk_fail(disk, UC_BLK_WRITE, 1, 2, -UC_ENOSPC);
    UC_EXPECT_EQ(fill(disk, 0, 4, 1), 0);
    UC_EXPECT_EQ(fill(disk, 0, 4, 2), -UC_ENOSPC);
    UC_EXPECT_EQ(value_of(disk, 1), 2);
    UC_EXPECT_EQ(value_of(disk, 2), 1);
    UC_EXPECT_EQ(fill(disk, 0, 4, 3), -UC_ENOSPC);
    UC_EXPECT_EQ(fill(disk, 0, 4, 4), 0);
    uc_ram_blk_fail(disk, UC_BLK_READ, 0, 1, -UC_EIO);
    UC_EXPECT_EQ(uc_blk_read(disk, 0, data, 1), -UC_EIO);
    UC_EXPECT_EQ(value_of(disk, 0), 4);
}

UC_TEST(disks_that_cannot_be_are_not_made)
{
    struct uc_blkdev *disk = NULL;
    struct uc_ram_blk_attr attr = {.blocks = 0};

    UC_EXPECT_EQ(uc_ram_blk_create(&disk, &attr), -UC_EINVAL);
    attr = (struct uc_ram_blk_attr){.blocks = 8, .block_bytes = 768};
    UC_EXPECT_EQ(uc_ram_blk_create(&disk, &attr), -UC_EINVAL);
    attr = (struct uc_ram_blk_attr){.blocks = UINT64_MAX};
    UC_EXPECT_EQ(uc_ram_blk_create(&disk, &attr), -UC_ENOMEM);
    attr = (struct uc_ram_blk_attr){.blocks = UINT32_MAX / 1024};
    UC_EXPECT_EQ(uc_ram_blk_create(&disk, &attr), -UC_ENOMEM);
    UC_EXPECT(disk == NULL);
}

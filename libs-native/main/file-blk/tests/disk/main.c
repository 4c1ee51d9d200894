/* SPDX-License-Identifier: BSD-3-Clause */
#include "../played_linux.h"

#include <uc/blkdev.h>

static char path[64];
static uint8_t data[4096];

static void remove_file(void)
{
    (void)unlink(path);
}

/* A file of 803 sectors and a bit, open once for all tests. */
static struct uc_blkdev *disk(void)
{
    static char line[128];

    if (uc_blkdev_first() == NULL) {
        (void)snprintf(line, sizeof line, "file-blk.disk=%s",
                       played_make(path, 803 * 512 + 100));
        if (uc_hosted_boot(line) < 0) {
            abort();
        }
        (void)atexit(remove_file);
    }
    return uc_blkdev_first();
}

UC_TEST(a_file_is_as_many_blocks_as_are_whole)
{
    UC_REQUIRE(disk() != NULL);
    UC_EXPECT_EQ(uc_blkdev_blocks(disk()), 803u);
    UC_EXPECT_STR(disk()->id, path);
    UC_EXPECT(disk()->features & UC_BLK_CACHE);
    UC_EXPECT_EQ(uc_blk_read(disk(), 802, data, 1), 0);
    UC_EXPECT_EQ(uc_blk_read(disk(), 803, data, 1), -UC_ERANGE);
}

UC_TEST(what_is_written_stands_in_the_file)
{
    uint8_t found[1024];

    memset(data, 0x5a, 1024);
    UC_EXPECT_EQ(uc_blk_write(disk(), 7, data, 2), 0);
    UC_EXPECT_EQ(uc_blk_flush(disk()), 0);
    UC_EXPECT_GE(played.flushes, 1u);
    int fd = open(path, O_RDONLY);
    UC_EXPECT_EQ(pread(fd, found, sizeof found, 7 * 512), sizeof found);
    UC_EXPECT_MEM(found, data, sizeof found);
    (void)close(fd);
}

UC_TEST(transfers_that_linux_cuts_short_go_on)
{
    uint8_t before[4096];

    for (unsigned i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7);
    }
    memcpy(before, data, sizeof data);
    played.most = 300;
    UC_EXPECT_EQ(uc_blk_write(disk(), 20, data, 8), 0);
    played.error = -UC_EINTR;
    memset(data, 0, sizeof data);
    UC_EXPECT_EQ(uc_blk_read(disk(), 20, data, 8), 0);
    played.most = SIZE_MAX;
    UC_EXPECT_MEM(data, before, sizeof data);
    memset(data, 0, sizeof data);
    UC_EXPECT_EQ(uc_blk_read(disk(), 20, data, 8), 0);
    UC_EXPECT_MEM(data, before, sizeof data);
}

UC_TEST(errors_of_linux_become_those_of_disks)
{
    played.error = -UC_ENOSPC;
    UC_EXPECT_EQ(uc_blk_write(disk(), 0, data, 1), -UC_ENOSPC);
    played.error = -UC_EBADF;
    UC_EXPECT_EQ(uc_blk_read(disk(), 0, data, 1), -UC_EIO);
    played.error = -UC_EIO;
    UC_EXPECT_EQ(uc_blk_flush(disk()), -UC_EIO);
    played.no_holes = true; /* by now, and then zeroes are written */
    memset(data, 1, 512);
    UC_EXPECT_EQ(uc_blk_write(disk(), 3, data, 1), 0);
    UC_EXPECT_EQ(uc_blk_zero(disk(), 3, 1), 0);
    UC_EXPECT_EQ(uc_blk_discard(disk(), 3, 1), -UC_EOPNOTSUPP);
    played.no_holes = false;
    UC_EXPECT_EQ(uc_blk_read(disk(), 3, data, 1), 0);
    UC_EXPECT_EQ(data[0], 0);
}

UC_TEST(a_file_that_became_shorter_is_an_error_not_a_hang)
{
    UC_REQUIRE(disk() != NULL);
    UC_REQUIRE(truncate(path, 512 * 700) == 0);
    UC_EXPECT_EQ(uc_blk_read(disk(), 699, data, 2), -UC_EIO);
    UC_EXPECT_EQ(uc_blk_read(disk(), 699, data, 1), 0);
    UC_REQUIRE(truncate(path, 512 * 803) == 0);
}

UC_TEST(nobody_else_may_lock_the_file)
{
    UC_REQUIRE(disk() != NULL);
    int fd = open(path, O_RDONLY);

    UC_EXPECT_EQ(uc_linux_lock_file(fd, false), -UC_EAGAIN);
    (void)close(fd);
}

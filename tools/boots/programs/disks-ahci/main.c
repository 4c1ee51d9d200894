/* SPDX-License-Identifier: BSD-3-Clause */
/* The conformance suite of contract "blkdev" inside an image, as TAP: on the
 * first AHCI disk. Where there is a disk with serial number "bad", whose block
 * 100 cannot be read, another test. */
#include <uc/suites/blkdev.h>

enum {
    FIRST = 90,
    BAD = 100,
    READS = 20,
};

static struct uc_blkdev *bad_disk(void)
{
    struct uc_blkdev *disk = uc_blkdev_first();

    while (disk != NULL && !uc_test_same_memory(disk->id, "bad", 4)) {
        disk = disk->next;
    }
    return disk;
}

UC_TEST(a_block_that_cannot_be_read_fails_alone)
{
    struct uc_blkdev *disk = bad_disk();
    if (disk == NULL) {
        uc_test_skip("no disk with a bad block");
        return;
    }

    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < READS; i++) {
            blkdev_suite_prepare(disk, i, UC_BLK_READ, FIRST + i,
                                 BLKDEV_SUITE_IN + i * disk->block_bytes);
        }
        blkdev_suite_await(disk, READS);
        for (unsigned i = 0; i < READS; i++) {
            UC_EXPECT_EQ(blkdev_suite_requests[i].result,
                         FIRST + i == BAD ? -UC_EIO : 0);
        }
    }
    UC_EXPECT(!disk->gone);
}

/* With an argument: the tests alone whose names contain it. */
int main(int argc, char **argv)
{
    uc_test_filter(argc > 1 ? argv[1] : NULL);
    return uc_test_main() == 0 ? 0 : 1;
}

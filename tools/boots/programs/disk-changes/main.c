/* SPDX-License-Identifier: BSD-3-Clause */
/* Says which disks come and go, and tries those that come. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <uc/blkdev.h>

enum {
    BLOCK_BYTES = 512,
};

static void say_gone(struct uc_blk_watch *watch, struct uc_blkdev *disk,
                     enum uc_blk_event event)
{
    (void)watch;
    if (event == UC_BLK_GONE) {
        printf("disk %u is gone\n", disk->index);
    }
}

/* Block 1 holds how many images have had the disk before. */
static int try(struct uc_blkdev *disk)
{
    char block[BLOCK_BYTES];
    int err = uc_blk_read(disk, 1, block, 1);

    if (err == 0) {
        printf("disk %u has %llu blocks, tried %d times before\n", disk->index,
               (unsigned long long)uc_blkdev_blocks(disk), block[0]++);
        err = uc_blk_write(disk, 1, block, 1);
    }
    if (err == 0) {
        err = uc_blk_flush(disk);
    }
    if (err < 0) {
        printf("disk %u fails, error %d\n", disk->index, -err);
    }
    return err;
}

int main(void)
{
    static struct uc_blk_watch watch = {.changed = say_gone};
    struct uc_blkdev *last = NULL;

    uc_blkdev_watch(&watch);
    for (;;) {
        struct uc_blkdev *next = last == NULL ? uc_blkdev_first() : last->next;
        if (next == NULL) {
            usleep(10000);
            continue;
        }
        if (try(next) < 0) {
            return 1;
        }
        printf("ready: disk %u\n", next->index);
        last = next;
    }
}

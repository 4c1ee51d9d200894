/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FILE_BLK_INTERNAL_H
#define FILE_BLK_INTERNAL_H

#include <uc/blkdev.h>
#include <uc/linux/files.h>

enum {
    FILE_BLK_DISKS_MAX = 8,
    FILE_BLK_DEPTH = 64,
    FILE_BLK_PIECES_MAX = 128,
    FILE_BLK_BYTES_MAX = 1 << 20,
    FILE_BLK_SPAN_BYTES_MAX = 1 << 30,
    FILE_BLK_BLOCK_BYTES = 512,
};

struct file_blk {
    struct uc_blkdev disk;
    int fd;
    unsigned held_n;
    struct uc_blk_request *held[FILE_BLK_DEPTH];
    /* What is left of the request that is carried out. */
    struct uc_linux_piece pieces[FILE_BLK_PIECES_MAX];
};

extern const struct uc_blkdev_ops file_blk_ops;

#endif /* FILE_BLK_INTERNAL_H */

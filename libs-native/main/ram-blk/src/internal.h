/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RAM_BLK_INTERNAL_H
#define RAM_BLK_INTERNAL_H

#include <uc/ram_blk.h>

enum {
    RAM_BLK_DEPTH = 8,
    RAM_BLK_PIECES_MAX = 128,
    RAM_BLK_BYTES_MAX = 1 << 20,
    RAM_BLK_ZERO_BYTES_MAX = 1 << 24,
    RAM_BLK_DISCARDED = 0xdd, /* what nobody should rely on */
    RAM_BLK_OPS = UC_BLK_ZERO + 1,
};

struct ram_blk_failure {
    unsigned skip;
    unsigned count;
    int result;
};

struct ram_blk {
    struct uc_blkdev dev;
    uint8_t *data;
    /* With a cache: what outlives a loss of power, and which blocks differ. */
    uint8_t *stable;
    uint8_t *dirty;
    uint64_t written;
    uint64_t power_left; /* blocks until it goes; UINT64_MAX: for ever */
    bool cut;
    bool deferred;
    unsigned deferred_n;
    struct uc_blk_request *held[RAM_BLK_DEPTH];
    struct ram_blk_failure failures[RAM_BLK_OPS];
};

static inline struct ram_blk *ram_blk_of(struct uc_blkdev *dev)
{
    return UC_CONTAINER_OF(dev, struct ram_blk, dev);
}

extern const struct uc_blkdev_ops ram_blk_ops;

#endif /* RAM_BLK_INTERNAL_H */

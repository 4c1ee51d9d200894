/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>

#include "internal.h"

void uc_ram_blk_power_cut(struct uc_blkdev *dev, uint64_t blocks)
{
    struct ram_blk *disk = ram_blk_of(dev);

    disk->power_left = blocks;
    disk->cut = blocks == 0;
}

bool uc_ram_blk_is_cut(const struct uc_blkdev *dev)
{
    return UC_CONTAINER_OF(dev, const struct ram_blk, dev)->cut;
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

void uc_ram_blk_power_on(struct uc_blkdev *dev, uint32_t seed)
{
    struct ram_blk *disk = ram_blk_of(dev);
    size_t bytes = dev->block_bytes;

    UC_ASSERT(dev->in_flight == 0);
    disk->power_left = UINT64_MAX;
    if (!disk->cut) {
        return;
    }
    disk->cut = false;
    for (uint64_t i = 0; disk->stable != NULL && i < dev->blocks; i++) {
        if (!disk->dirty[i]) {
            continue;
        }
        uint8_t *data = disk->data + (size_t)i * bytes;
        uint8_t *stable = disk->stable + (size_t)i * bytes;
        bool kept = seed != 0 && (next_random(&seed) >> 16 & 1) != 0;

        __builtin_memcpy(kept ? stable : data, kept ? data : stable, bytes);
        disk->dirty[i] = 0;
    }
}

void uc_ram_blk_fail(struct uc_blkdev *dev, enum uc_blk_op op, unsigned skip,
                     unsigned count, int result)
{
    UC_ASSERT((unsigned)op < RAM_BLK_OPS && result < 0);
    ram_blk_of(dev)->failures[op] =
        (struct ram_blk_failure){skip, count, result};
}

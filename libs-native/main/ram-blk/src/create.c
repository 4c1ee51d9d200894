/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "internal.h"

static int allocate(struct ram_blk *disk, size_t bytes)
{
    disk->data = uc_memalign(UC_PAGE_SIZE, bytes);
    if (disk->data == NULL) {
        return -UC_ENOMEM;
    }
    __builtin_memset(disk->data, 0, bytes);
    if ((disk->dev.features & UC_BLK_CACHE) == 0) {
        return 0;
    }
    disk->stable = uc_calloc(1, bytes);
    disk->dirty = uc_calloc(1, (size_t)disk->dev.blocks);
    if (disk->stable != NULL && disk->dirty != NULL) {
        return 0;
    }
    uc_free(disk->dirty);
    uc_free(disk->stable);
    uc_free(disk->data);
    return -UC_ENOMEM;
}

int uc_ram_blk_create(struct uc_blkdev **out,
                      const struct uc_ram_blk_attr *attr)
{
    uint32_t block = attr->block_bytes > 0 ? attr->block_bytes : 512;

    if (attr->blocks == 0 || block < 512 || block > 65536 ||
        (block & (block - 1)) != 0) {
        return -UC_EINVAL;
    }
    if (attr->blocks > SIZE_MAX / 2 / block) {
        return -UC_ENOMEM;
    }
    struct ram_blk *disk = uc_calloc(1, sizeof *disk);
    if (disk == NULL) {
        return -UC_ENOMEM;
    }
    disk->power_left = UINT64_MAX;
    disk->deferred = attr->deferred;
    disk->dev = (struct uc_blkdev){
        .ops = &ram_blk_ops,
        .driver = "ram-blk",
        .id = "",
        .features = attr->features,
        .block_bytes = block,
        .physical_bytes = block,
        .blocks = attr->blocks,
        .depth = RAM_BLK_DEPTH,
        .pieces_max = RAM_BLK_PIECES_MAX,
        .bytes_max = RAM_BLK_BYTES_MAX,
        .align = 1,
        .discard_blocks_max = RAM_BLK_ZERO_BYTES_MAX / block,
        .discard_blocks_unit = 1,
        .zero_blocks_max = RAM_BLK_ZERO_BYTES_MAX / block,
    };
    int err = allocate(disk, (size_t)attr->blocks * block);
    if (err < 0) {
        uc_free(disk);
        return err;
    }
    uc_blkdev_add(&disk->dev);
    *out = &disk->dev;
    return 0;
}

void *uc_ram_blk_data(struct uc_blkdev *disk)
{
    return ram_blk_of(disk)->data;
}

uint64_t uc_ram_blk_written(const struct uc_blkdev *disk)
{
    return UC_CONTAINER_OF(disk, const struct ram_blk, dev)->written;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

/* Where the next byte of a request's data is. */
struct cursor {
    const struct uc_blk_piece *piece;
    uint32_t at;
};

static void copy(struct cursor *cursor, uint8_t *block, uint32_t bytes,
                 bool to_disk)
{
    while (bytes > 0) {
        uint8_t *data = (uint8_t *)cursor->piece->data + cursor->at;
        uint32_t part = cursor->piece->bytes - cursor->at;

        part = part < bytes ? part : bytes;
        __builtin_memcpy(to_disk ? block : data, to_disk ? data : block, part);
        block += part;
        bytes -= part;
        cursor->at += part;
        if (cursor->at == cursor->piece->bytes) {
            cursor->piece++;
            cursor->at = 0;
        }
    }
}

static uint8_t *block_of(struct ram_blk *disk, uint8_t *base, uint64_t block)
{
    return base + (size_t)block * disk->dev.block_bytes;
}

/* Changes one block. Returns -UC_EIO where power went away before. */
static int change(struct ram_blk *disk, const struct uc_blk_request *request,
                  uint64_t block, struct cursor *cursor)
{
    uint32_t bytes = disk->dev.block_bytes;
    uint8_t *data = block_of(disk, disk->data, block);

    if (disk->power_left == 0) {
        disk->cut = true;
        return -UC_EIO;
    }
    if (disk->power_left != UINT64_MAX) {
        disk->power_left--;
    }
    disk->written++;
    if (request->op == UC_BLK_WRITE) {
        copy(cursor, data, bytes, true);
    } else {
        __builtin_memset(
            data, request->op == UC_BLK_ZERO ? 0 : RAM_BLK_DISCARDED, bytes);
    }
    if (disk->stable == NULL) {
        return 0;
    }
    bool through = (request->flags & UC_BLK_FUA) != 0 &&
                   (disk->dev.features & UC_BLK_HAS_FUA) != 0;
    if (through) {
        __builtin_memcpy(block_of(disk, disk->stable, block), data, bytes);
    }
    disk->dirty[block] = !through;
    return 0;
}

static void flush(struct ram_blk *disk)
{
    for (uint64_t i = 0; disk->stable != NULL && i < disk->dev.blocks; i++) {
        if (disk->dirty[i]) {
            __builtin_memcpy(block_of(disk, disk->stable, i),
                             block_of(disk, disk->data, i),
                             disk->dev.block_bytes);
            disk->dirty[i] = 0;
        }
    }
}

/* Whether a test wants this one to fail. */
static int planned(struct ram_blk *disk, enum uc_blk_op op)
{
    struct ram_blk_failure *failure = &disk->failures[op];

    if (failure->count == 0) {
        return 0;
    }
    if (failure->skip > 0) {
        failure->skip--;
        return 0;
    }
    failure->count--;
    return failure->result;
}

static int carry_out(struct ram_blk *disk, const struct uc_blk_request *request)
{
    struct cursor cursor = {request->pieces, 0};
    uint32_t blocks = request->blocks;
    int err = disk->cut ? -UC_EIO : planned(disk, request->op);
    int result = err;

    if (err < 0) {
        if (disk->cut || request->op == UC_BLK_READ ||
            request->op == UC_BLK_FLUSH) {
            return err;
        }
        blocks /= 2;
    }
    if (request->op == UC_BLK_FLUSH) {
        flush(disk);
        return 0;
    }
    for (uint32_t i = 0; i < blocks; i++) {
        uint64_t block = request->block + i;

        if (request->op == UC_BLK_READ) {
            copy(&cursor, block_of(disk, disk->data, block),
                 disk->dev.block_bytes, false);
            continue;
        }
        err = change(disk, request, block, &cursor);
        if (err < 0) {
            return err;
        }
    }
    return result;
}

static int ram_blk_queue(struct uc_blkdev *dev, struct uc_blk_request *request)
{
    struct ram_blk *disk = ram_blk_of(dev);

    if (!disk->deferred) {
        uc_blk_done(dev, request, carry_out(disk, request));
        return 0;
    }
    if (disk->deferred_n == RAM_BLK_DEPTH) {
        return -UC_EAGAIN;
    }
    disk->held[disk->deferred_n++] = request;
    return 0;
}

static void ram_blk_kick(struct uc_blkdev *dev)
{
    if (ram_blk_of(dev)->deferred) {
        uc_blk_interrupt(dev);
    }
}

static void ram_blk_poll(struct uc_blkdev *dev)
{
    struct ram_blk *disk = ram_blk_of(dev);

    while (disk->deferred_n > 0) {
        struct uc_blk_request *request = disk->held[--disk->deferred_n];
        uc_blk_done(dev, request, carry_out(disk, request));
    }
}

static bool ram_blk_arm(struct uc_blkdev *dev)
{
    return ram_blk_of(dev)->deferred_n > 0;
}

const struct uc_blkdev_ops ram_blk_ops = {
    .queue = ram_blk_queue,
    .kick = ram_blk_kick,
    .poll = ram_blk_poll,
    .arm = ram_blk_arm,
};

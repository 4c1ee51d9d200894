/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks for threads that wait. */
#include <uc/blkdev.h>
#include <uc/errors.h>
#include <uc/wait.h>

enum {
    ZEROES_BYTES = 4096,
    ZERO_PIECES_MAX = 16,
};

struct waiting {
    struct uc_spinlock lock;
    struct uc_waitq wq;
    bool done;
};

static void wake(struct uc_blk_request *request)
{
    struct waiting *waiting = request->cookie;

    uc_spin_lock(&waiting->lock);
    waiting->done = true;
    uc_waitq_wake_all(&waiting->wq);
    uc_spin_unlock(&waiting->lock);
}

int uc_blk_wait(struct uc_blkdev *dev, struct uc_blk_request *request)
{
    struct waiting waiting = {.wq = UC_WAITQ_INIT};

    request->done = wake;
    request->cookie = &waiting;
    uc_blk_submit(dev, &request, 1);
    uc_spin_lock(&waiting.lock);
    while (!waiting.done) {
        (void)uc_waitq_wait(&waiting.wq, &waiting.lock, UC_NEVER);
    }
    uc_spin_unlock(&waiting.lock);
    return request->result;
}

static int transfer(struct uc_blkdev *dev, enum uc_blk_op op, uint64_t block,
                    char *data, uint32_t blocks)
{
    uint32_t most = dev->bytes_max / dev->block_bytes;
    int err = 0;

    do {
        uint32_t part = blocks < most ? blocks : most;
        struct uc_blk_piece piece = {data, part * dev->block_bytes};
        struct uc_blk_request request = {
            .op = op,
            .block = block,
            .blocks = part,
            .pieces = &piece,
            .pieces_n = 1,
        };

        err = uc_blk_wait(dev, &request);
        block += part;
        blocks -= part;
        data += piece.bytes;
    } while (err == 0 && blocks > 0);
    return err;
}

int uc_blk_read(struct uc_blkdev *dev, uint64_t block, void *data,
                uint32_t blocks)
{
    return transfer(dev, UC_BLK_READ, block, data, blocks);
}

int uc_blk_write(struct uc_blkdev *dev, uint64_t block, const void *data,
                 uint32_t blocks)
{
    return transfer(dev, UC_BLK_WRITE, block, (void *)(uintptr_t)data, blocks);
}

int uc_blk_flush(struct uc_blkdev *dev)
{
    struct uc_blk_request request = {.op = UC_BLK_FLUSH};

    return uc_blk_wait(dev, &request);
}

static int span(struct uc_blkdev *dev, enum uc_blk_op op, uint64_t block,
                uint64_t blocks, uint32_t most)
{
    int err = 0;

    do {
        struct uc_blk_request request = {
            .op = op,
            .block = block,
            .blocks = blocks < most ? (uint32_t)blocks : most,
        };

        err = uc_blk_wait(dev, &request);
        block += request.blocks;
        blocks -= request.blocks;
    } while (err == 0 && blocks > 0);
    return err;
}

int uc_blk_discard(struct uc_blkdev *dev, uint64_t block, uint64_t blocks)
{
    uint32_t most = dev->discard_blocks_max;

    return span(dev, UC_BLK_DISCARD, block, blocks, most > 0 ? most : 1);
}

/* The same zeroes in every piece. */
static int write_zeroes(struct uc_blkdev *dev, uint64_t block, uint64_t blocks)
{
    static char zeroes[ZEROES_BYTES] UC_ALIGNED(ZEROES_BYTES);
    struct uc_blk_piece pieces[ZERO_PIECES_MAX];
    unsigned pieces_n =
        dev->pieces_max < ZERO_PIECES_MAX ? dev->pieces_max : ZERO_PIECES_MAX;
    uint32_t most = pieces_n * ZEROES_BYTES;
    int err = 0;

    most = (most < dev->bytes_max ? most : dev->bytes_max) / dev->block_bytes;
    if (most == 0 || dev->align > ZEROES_BYTES ||
        dev->boundary > ZEROES_BYTES) {
        return -UC_EOPNOTSUPP;
    }
    do {
        struct uc_blk_request request = {
            .op = UC_BLK_WRITE,
            .block = block,
            .blocks = blocks < most ? (uint32_t)blocks : most,
            .pieces = pieces,
        };

        for (uint32_t left = request.blocks * dev->block_bytes; left > 0;) {
            struct uc_blk_piece *piece = &pieces[request.pieces_n++];
            uint32_t bytes = left < ZEROES_BYTES ? left : ZEROES_BYTES;

            *piece = (struct uc_blk_piece){zeroes, bytes};
            left -= bytes;
        }
        err = uc_blk_wait(dev, &request);
        block += request.blocks;
        blocks -= request.blocks;
    } while (err == 0 && blocks > 0);
    return err;
}

int uc_blk_zero(struct uc_blkdev *dev, uint64_t block, uint64_t blocks)
{
    int err = -UC_EOPNOTSUPP;

    if (dev->features & UC_BLK_HAS_ZERO) {
        uint32_t most = dev->zero_blocks_max;
        err = span(dev, UC_BLK_ZERO, block, blocks, most > 0 ? most : 1);
    }
    return err == -UC_EOPNOTSUPP ? write_zeroes(dev, block, blocks) : err;
}

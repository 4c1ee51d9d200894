/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_FIXTURE_H
#define UC_SUITES_BLKDEV_FIXTURE_H

/* What the tests of contract "blkdev" share: the disk, and its buffers. */
#include <uc/blkdev.h>
#include <uc/errors.h>
#include <uc/test.h>

#ifndef UC_SUITE_BLKDEV_DISK
#define UC_SUITE_BLKDEV_DISK uc_blkdev_first()
#endif

static struct uc_blkdev *blkdev_suite_disk(void)
{
    return UC_SUITE_BLKDEV_DISK;
}

enum {
    BLKDEV_SUITE_BYTES = 131072,
    BLKDEV_SUITE_GUARD = 4096,
};

static uint8_t blkdev_suite_out[BLKDEV_SUITE_BYTES] UC_ALIGNED(4096);
static uint8_t blkdev_suite_memory[BLKDEV_SUITE_BYTES +
                                   2 * BLKDEV_SUITE_GUARD] UC_ALIGNED(4096);
/* What is read goes here; the guards around it must stay as they are. */
#define BLKDEV_SUITE_IN (blkdev_suite_memory + BLKDEV_SUITE_GUARD)

/* Bytes that tell where they belong: no two blocks are alike. */
static void blkdev_suite_fill(uint8_t *out, size_t bytes, uint32_t seed)
{
    for (size_t i = 0; i < bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (uint8_t)(seed >> 24);
    }
}

static void blkdev_suite_guard(void)
{
    for (size_t i = 0; i < sizeof blkdev_suite_memory; i++) {
        blkdev_suite_memory[i] = 0x5c;
    }
}

static bool blkdev_suite_guarded(size_t bytes)
{
    for (size_t i = 0; i < BLKDEV_SUITE_GUARD; i++) {
        if (blkdev_suite_memory[i] != 0x5c ||
            BLKDEV_SUITE_IN[bytes + i] != 0x5c) {
            return false;
        }
    }
    return true;
}

/* As many blocks as fit into (bytes), one request and the buffers. */
static uint32_t blkdev_suite_fit(const struct uc_blkdev *disk, size_t bytes)
{
    if (bytes > BLKDEV_SUITE_BYTES) {
        bytes = BLKDEV_SUITE_BYTES;
    }
    if (bytes > disk->bytes_max) {
        bytes = disk->bytes_max;
    }
    return (uint32_t)(bytes / disk->block_bytes);
}

/* Writes pattern (seed) to the blocks; returns the result. */
static int blkdev_suite_write(struct uc_blkdev *disk, uint64_t block,
                              uint32_t blocks, uint32_t seed)
{
    blkdev_suite_fill(blkdev_suite_out, (size_t)blocks * disk->block_bytes,
                      seed);
    return uc_blk_write(disk, block, blkdev_suite_out, blocks);
}

/* Whether the blocks hold pattern (seed). */
static bool blkdev_suite_holds(struct uc_blkdev *disk, uint64_t block,
                               uint32_t blocks, uint32_t seed)
{
    size_t bytes = (size_t)blocks * disk->block_bytes;

    blkdev_suite_guard();
    if (uc_blk_read(disk, block, BLKDEV_SUITE_IN, blocks) != 0 ||
        !blkdev_suite_guarded(bytes)) {
        return false;
    }
    blkdev_suite_fill(blkdev_suite_out, bytes, seed);
    return uc_test_same_memory(BLKDEV_SUITE_IN, blkdev_suite_out, bytes);
}

static int blkdev_suite_run(struct uc_blkdev *disk, enum uc_blk_op op,
                            uint64_t block, uint32_t blocks,
                            const struct uc_blk_piece *pieces,
                            unsigned pieces_n)
{
    struct uc_blk_request request = {
        .op = op,
        .block = block,
        .blocks = blocks,
        .pieces = pieces,
        .pieces_n = pieces_n,
    };

    return uc_blk_wait(disk, &request);
}

#endif /* UC_SUITES_BLKDEV_FIXTURE_H */

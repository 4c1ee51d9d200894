/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BLOCKCHECK_H
#define BLOCKCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uc/blkdev.h>

enum {
    CHUNK_BYTES = 65536, /* one request */
    IN_FLIGHT = 16,
};

/* Continues (crc), 0 at the start. */
uint32_t crc32c(uint32_t crc, const void *data, size_t bytes);

/*
 * The disk in chunks of CHUNK_BYTES. The first holds two labels, a block each,
 * which tell of the last runs; the rest is two halves. Generations of data and
 * their labels go to one half and the other by turns, so that what was flushed
 * is never written over by what may be lost.
 */
struct area {
    struct uc_blkdev *disk;
    uint32_t chunks; /* of a half */
    uint32_t chunk_blocks;
};

/*
 * Each chunk begins with its number, the generation and the CRC32C of itself
 * with this field as zero; the rest follows from number and generation. In
 * little-endian order, so that disks move between machines.
 */
struct chunk_header {
    uint8_t magic[8];
    uint8_t number[4];
    uint8_t generation[4];
    uint8_t crc[4];
};

struct label {
    uint8_t magic[8];
    uint8_t generation[4]; /* the last that was written and flushed whole */
    uint8_t chunks[4];
    uint8_t crc[4]; /* of what stands before it */
};

void fill_chunk(uint8_t *chunk, uint32_t number, uint32_t generation);

/* Returns NULL where (chunk) is that one, whole; else what is wrong with it. */
const char *judge_chunk(const uint8_t *chunk, uint32_t number,
                        uint32_t generation);

/*
 * Fills in what the later of the two labels says, 0 where there is none.
 * Returns 0 or -UC_E.
 */
int read_labels(const struct area *area, uint32_t *generation,
                uint32_t *chunks);
int write_label(const struct area *area, uint32_t generation);

/* Writes all chunks of (generation), IN_FLIGHT at once. Returns 0 or -UC_E. */
int write_chunks(const struct area *area, uint32_t generation);

/*
 * Reads and judges all chunks of (generation), IN_FLIGHT at once; says what is
 * wrong with the first few. Returns how many are bad, or -UC_E.
 */
int read_chunks(const struct area *area, uint32_t generation);

#endif /* BLOCKCHECK_H */

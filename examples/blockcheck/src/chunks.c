/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "blockcheck.h"

static const uint8_t chunk_magic[8] = "ucchunk1";
static const uint8_t label_magic[8] = "uclabel1";

/* Two blocks of any size, aligned for any device. */
static uint8_t label_bytes[2 * 65536] __attribute__((aligned(4096)));

static void put32(uint8_t *out, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint32_t get32(const uint8_t *in)
{
    return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 |
           (uint32_t)in[3] << 24;
}

void fill_chunk(uint8_t *chunk, uint32_t number, uint32_t generation)
{
    struct chunk_header *header = (void *)chunk;
    uint32_t state = number * 2654435761u ^ generation;

    for (size_t i = 0; i < CHUNK_BYTES; i += 4) {
        state = state * 1664525u + 1013904223u;
        put32(chunk + i, state);
    }
    memcpy(header->magic, chunk_magic, sizeof header->magic);
    put32(header->number, number);
    put32(header->generation, generation);
    put32(header->crc, 0);
    put32(header->crc, crc32c(0, chunk, CHUNK_BYTES));
}

/* Of the chunk with its own field as zero. */
static uint32_t crc_of(const uint8_t *chunk)
{
    static const uint8_t zero[4];
    const size_t at = offsetof(struct chunk_header, crc);
    uint32_t crc = crc32c(0, chunk, at);

    crc = crc32c(crc, zero, sizeof zero);
    return crc32c(crc, chunk + at + 4, CHUNK_BYTES - at - 4);
}

const char *judge_chunk(const uint8_t *chunk, uint32_t number,
                        uint32_t generation)
{
    const struct chunk_header *header = (const void *)chunk;

    if (memcmp(header->magic, chunk_magic, sizeof header->magic) != 0) {
        return "was never written";
    }
    if (get32(header->crc) != crc_of(chunk)) {
        return "has another CRC32C";
    }
    if (get32(header->number) != number) {
        return "belongs elsewhere";
    }
    return get32(header->generation) == generation ? NULL
                                                   : "is of another generation";
}

int read_labels(const struct area *area, uint32_t *generation, uint32_t *chunks)
{
    int err = uc_blk_read(area->disk, 0, label_bytes, 2);

    *generation = 0;
    for (unsigned i = 0; i < 2 && err == 0; i++) {
        const struct label *label =
            (const void *)(label_bytes + i * area->disk->block_bytes);

        if (memcmp(label->magic, label_magic, sizeof label->magic) == 0 &&
            get32(label->crc) ==
                crc32c(0, label, offsetof(struct label, crc)) &&
            get32(label->generation) > *generation) {
            *generation = get32(label->generation);
            *chunks = get32(label->chunks);
        }
    }
    return err;
}

/* Durable when done. */
int write_label(const struct area *area, uint32_t generation)
{
    struct label *label = (void *)label_bytes;
    struct uc_blk_piece piece = {label_bytes, area->disk->block_bytes};
    struct uc_blk_request request = {
        .op = UC_BLK_WRITE,
        .flags = UC_BLK_FUA,
        .block = generation % 2,
        .blocks = 1,
        .pieces = &piece,
        .pieces_n = 1,
    };

    memset(label_bytes, 0, piece.bytes);
    memcpy(label->magic, label_magic, sizeof label->magic);
    put32(label->generation, generation);
    put32(label->chunks, area->chunks);
    put32(label->crc, crc32c(0, label, offsetof(struct label, crc)));
    return uc_blk_wait(area->disk, &request);
}

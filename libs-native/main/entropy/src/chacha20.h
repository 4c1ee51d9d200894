/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef ENTROPY_CHACHA20_H
#define ENTROPY_CHACHA20_H

/* The ChaCha20 block function. Spec: RFC 8439, sections 2.1 to 2.3. */
#include <stddef.h>
#include <stdint.h>

enum {
    CHACHA20_KEY_BYTES = 32,
    CHACHA20_NONCE_BYTES = 12,
    CHACHA20_BLOCK_BYTES = 64,
};

static inline uint32_t chacha20_rotate(uint32_t x, unsigned n)
{
    return (x << n) | (x >> (32 - n));
}

static inline void chacha20_quarter(uint32_t *a, uint32_t *b, uint32_t *c,
                                    uint32_t *d)
{
    *a += *b;
    *d = chacha20_rotate(*d ^ *a, 16);
    *c += *d;
    *b = chacha20_rotate(*b ^ *c, 12);
    *a += *b;
    *d = chacha20_rotate(*d ^ *a, 8);
    *c += *d;
    *b = chacha20_rotate(*b ^ *c, 7);
}

static inline uint32_t chacha20_load(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static inline void chacha20_store(uint8_t *p, uint32_t x)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(x >> (8 * i));
    }
}

static inline void chacha20_block(const uint8_t key[CHACHA20_KEY_BYTES],
                                  uint32_t counter,
                                  const uint8_t nonce[CHACHA20_NONCE_BYTES],
                                  uint8_t out[CHACHA20_BLOCK_BYTES])
{
    uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    uint32_t x[16];

    for (unsigned i = 0; i < 8; i++) {
        start[4 + i] = chacha20_load(key + 4 * i);
    }
    start[12] = counter;
    for (unsigned i = 0; i < 3; i++) {
        start[13 + i] = chacha20_load(nonce + 4 * i);
    }
    for (unsigned i = 0; i < 16; i++) {
        x[i] = start[i];
    }
    for (unsigned round = 0; round < 20; round += 2) {
        for (unsigned i = 0; i < 4; i++) { /* columns */
            chacha20_quarter(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
        }
        for (unsigned i = 0; i < 4; i++) { /* diagonals */
            chacha20_quarter(&x[i], &x[4 + (i + 1) % 4], &x[8 + (i + 2) % 4],
                             &x[12 + (i + 3) % 4]);
        }
    }
    for (unsigned i = 0; i < 16; i++) {
        chacha20_store(out + 4 * i, x[i] + start[i]);
    }
}

#endif /* ENTROPY_CHACHA20_H */

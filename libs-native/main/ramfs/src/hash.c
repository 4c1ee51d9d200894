/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/*
 * HalfSipHash-1-3: names often come from the network, and whoever does not know
 * the key finds none that fall into one bucket. Spec: Aumasson and Bernstein,
 * "SipHash: a fast short-input PRF"; the 32-bit variant as in Linux,
 * lib/siphash.c.
 */
struct state {
    uint32_t v0, v1, v2, v3;
};

static uint32_t rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static void mix(struct state *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 5) ^ s->v0;
    s->v0 = rotate(s->v0, 16);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 8) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 7) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v2;
    s->v2 = rotate(s->v2, 16);
}

uint32_t ramfs_hash(const uint32_t key[2], const char *text, uint32_t bytes)
{
    struct state s = {key[0], key[1], key[0] ^ 0x6c796765u,
                      key[1] ^ 0x74656462u};
    uint32_t word = 0;

    /* The last word, of what is left and of the length, always comes. */
    for (uint32_t i = 0; i <= bytes; i++) {
        const uint32_t byte = (i < bytes) ? (uint8_t)text[i] : 0;
        word |= byte << 8 * (i % 4);
        if (i % 4 == 3 || i == bytes) {
            if (i == bytes) {
                word |= bytes << 24;
            }
            s.v3 ^= word;
            mix(&s);
            s.v0 ^= word;
            word = 0;
        }
    }
    s.v2 ^= 0xff;
    mix(&s);
    mix(&s);
    mix(&s);
    return s.v1 ^ s.v3;
}

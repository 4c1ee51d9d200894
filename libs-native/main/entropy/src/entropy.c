/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generator with fast key erasure: each time it makes output, the first bytes
 * of the key stream replace the key, so that nobody who reads memory later
 * learns what was handed out before.
 *
 * Spec: D. J. Bernstein, "Fast-key-erasure random-number generators", 2017.
 *
 * Seeds are mixed in by ChaCha20 as well: (key ^ 32 bytes of the seed) becomes
 * the key of a block that gives the next key. For a given key, different seeds
 * give different keys of that block, so nothing of a seed is lost; and sources
 * hand over numbers that are random already, not noise that would need a hash
 * to condense it. A hash such as BLAKE2s would double the size of this library.
 */
#include <uc/arch.h>
#include <uc/entropy.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/spinlock.h>

#include "chacha20.h"

UC_SET_DECLARE(entropy_source, struct uc_entropy_source);

enum {
    POOL_BLOCKS = 4, /* of one refill; the first half block is the next key */
    POOL_BYTES = POOL_BLOCKS * CHACHA20_BLOCK_BYTES,
    SEED_BYTES = 32,
    RESEED_BYTES = 1 << 20,
    RESEED_S = 60,
    LARGE_BYTES = POOL_BYTES - CHACHA20_KEY_BYTES,
};

/* First byte of the nonce: what a key stream is for. */
enum purpose {
    FOR_POOL = 0,
    FOR_MIXING = 1,
    FOR_REQUEST = 2,
};

static struct {
    struct uc_spinlock lock;
    uint8_t key[CHACHA20_KEY_BYTES];
    uint8_t pool[POOL_BYTES];
    size_t left; /* at the end of pool; all before it is erased */
    bool seeded;
    uc_nsec_t seeded_at;
    size_t since_seed_bytes;
} state;

static void erase(void *mem, size_t len)
{
    uint8_t *p = mem;

    for (size_t i = 0; i < len; i++) {
        p[i] = 0;
    }
    __asm__ volatile("" ::"r"(mem) : "memory"); /* not to be optimised away */
}

static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        to[i] = from[i];
    }
}

static void stream(const uint8_t *key, enum purpose purpose, uint32_t counter,
                   uint8_t *block)
{
    const uint8_t nonce[CHACHA20_NONCE_BYTES] = {(uint8_t)purpose};

    chacha20_block(key, counter, nonce, block);
}

/* What was in the pool before is gone. */
static void mix(const uint8_t *seed, size_t len)
{
    uint8_t block[CHACHA20_BLOCK_BYTES];

    while (len > 0) {
        size_t n = len < CHACHA20_KEY_BYTES ? len : CHACHA20_KEY_BYTES;
        for (size_t i = 0; i < n; i++) {
            state.key[i] ^= seed[i];
        }
        /* The counter tells a short seed from one that ends in zeros. */
        stream(state.key, FOR_MIXING, (uint32_t)n, block);
        copy(state.key, block, sizeof state.key);
        seed += n;
        len -= n;
    }
    erase(block, sizeof block);
    erase(state.pool, sizeof state.pool);
    state.left = 0;
}

static void refill(void)
{
    for (uint32_t i = 0; i < POOL_BLOCKS; i++) {
        stream(state.key, FOR_POOL, i,
               state.pool + (size_t)i * CHACHA20_BLOCK_BYTES);
    }
    copy(state.key, state.pool, sizeof state.key);
    erase(state.pool, sizeof state.key);
    state.left = POOL_BYTES - CHACHA20_KEY_BYTES;
}

static void from_pool(uint8_t *out, size_t len)
{
    while (len > 0) {
        if (state.left == 0) {
            refill();
        }
        size_t n = len < state.left ? len : state.left;
        uint8_t *at = state.pool + POOL_BYTES - state.left;
        copy(out, at, n);
        erase(at, n);
        state.left -= n;
        out += n;
        len -= n;
    }
}

/* One key for the whole request, straight into the caller's memory. */
static void from_stream(uint8_t *out, size_t len)
{
    uint8_t key[CHACHA20_KEY_BYTES];
    uint8_t block[CHACHA20_BLOCK_BYTES];

    from_pool(key, sizeof key);
    for (uint32_t counter = 0; len > 0; counter++) {
        size_t n = len < sizeof block ? len : sizeof block;
        stream(key, FOR_REQUEST, counter, block);
        copy(out, block, n);
        out += n;
        len -= n;
        if (counter == UINT32_MAX) {
            from_pool(key, sizeof key); /* after 256 GiB */
        }
    }
    erase(key, sizeof key);
    erase(block, sizeof block);
}

/* Called without the lock: a source may wait. */
static void gather(void)
{
    size_t total = 0;
    uc_nsec_t now = uc_plat_clock_monotonic();
    uint64_t moment[2] = {now, uc_arch_cycles()};

    UC_SET_FOREACH(entropy_source, struct uc_entropy_source, source)
    {
        uint8_t seed[SEED_BYTES];
        uc_ssize_t n = source->fill(seed, sizeof seed);
        if (n <= 0) {
            continue;
        }
        size_t bytes = (size_t)n < sizeof seed ? (size_t)n : sizeof seed;
        uc_spin_lock(&state.lock);
        mix(seed, bytes);
        uc_spin_unlock(&state.lock);
        erase(seed, sizeof seed);
        total += bytes;
    }
    uc_spin_lock(&state.lock);
    state.seeded_at = now;
    state.since_seed_bytes = 0;
    if (total >= SEED_BYTES) {
        state.seeded = true;
    } else if (!state.seeded) {
        mix((const uint8_t *)moment, sizeof moment);
    }
    uc_spin_unlock(&state.lock);
}

static bool is_stale(void)
{
    return !state.seeded || state.since_seed_bytes >= RESEED_BYTES ||
           uc_plat_clock_monotonic() - state.seeded_at >=
               RESEED_S * UC_NSEC_PER_S;
}

int uc_entropy_get(void *buf, size_t len)
{
    if (is_stale()) {
        gather();
    }
    if (!state.seeded) {
        return -UC_EAGAIN;
    }
    uc_spin_lock(&state.lock);
    state.since_seed_bytes += len;
    if (len > LARGE_BYTES) {
        from_stream(buf, len);
    } else {
        from_pool(buf, len);
    }
    uc_spin_unlock(&state.lock);
    return 0;
}

uint32_t uc_entropy_u32(void)
{
    uint8_t bytes[sizeof(uint32_t)];

    if (is_stale()) {
        gather();
    }
    uc_spin_lock(&state.lock);
    state.since_seed_bytes += sizeof bytes;
    from_pool(bytes, sizeof bytes);
    uc_spin_unlock(&state.lock);
    return chacha20_load(bytes);
}

void uc_entropy_add(const void *buf, size_t len)
{
    uc_spin_lock(&state.lock);
    mix(buf, len);
    uc_spin_unlock(&state.lock);
    gather();
}

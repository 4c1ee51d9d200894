/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ENTROPY_H
#define UC_ENTROPY_H

/*
 * Contract "entropy" 1.0: random numbers fit for keys, from a generator seeded
 * by all sources that the image holds (linker set "entropy_source": the CPU,
 * the platform, devices).
 */
#include <uc/set.h>
#include <uc/types.h>

/*
 * Fills (buf) with (len) random bytes. Errors: -UC_EAGAIN while no source has
 * given a seed (nothing is written then: never weak numbers).
 * Context: thread.
 */
int uc_entropy_get(void *buf, size_t len);

/*
 * A number for what needs to be unlike, not secret: hash seeds, port numbers,
 * sequence numbers. Falls back on time where there is no seed.
 * Context: thread.
 */
uint32_t uc_entropy_u32(void);

/* Mixes (len) bytes into the generator and reseeds; never lowers its quality.
 */
void uc_entropy_add(const void *buf, size_t len);

/*
 * A source: fills (buf) with up to (len) bytes and returns how many, 0 or a
 * negative error where it has none.
 */
struct uc_entropy_source {
    const char *name;
    uc_ssize_t (*fill)(void *buf, size_t len);
};

#define UC_ENTROPY_SOURCE(key, function)                                       \
    UC_SET_ENTRY(entropy_source, key, struct uc_entropy_source,                \
                 uc_entropy_source_##key) = {#key, function}

#endif /* UC_ENTROPY_H */

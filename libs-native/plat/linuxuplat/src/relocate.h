/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_RELOCATE_H
#define LINUXUPLAT_RELOCATE_H

#include <stdint.h>

#include <uc/compiler.h>

/*
 * Adds (base) to the words that table (at) to (end) names: an even entry is the
 * offset of one word, an odd one a bitmap of those that follow.
 *
 * Spec: ELF gABI, proposal "Relative relocations in a compact form" (SHT_RELR).
 */
static UC_ALWAYS_INLINE void relocate_relr(uintptr_t base, const uintptr_t *at,
                                           const uintptr_t *end)
{
    uintptr_t *where = (uintptr_t *)base;

    for (; at < end; at++) {
        uintptr_t entry = *at;
        if ((entry & 1) == 0) {
            where = (uintptr_t *)(base + entry);
            *where++ += base;
            continue;
        }
        for (unsigned i = 0; (entry >>= 1) != 0; i++) {
            if ((entry & 1) != 0) {
                where[i] += base;
            }
        }
        where += 8 * sizeof(uintptr_t) - 1;
    }
}

#endif /* LINUXUPLAT_RELOCATE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PC_RELOCATE_H
#define UC_PC_RELOCATE_H

#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

/*
 * Adds (base) to each word of the image that holds an address of it; the words
 * lie from (image) on, which need not be (base) yet. An even entry is the
 * offset of such a word; an odd one is a bitmap of which of the 63 words behind
 * the last one do.
 * Spec: ELF gABI, section "Relative Relocation Table" (SHT_RELR).
 */
static UC_ALWAYS_INLINE void uc_pc_relocate(uintptr_t image, uintptr_t base,
                                            const uint64_t *relr,
                                            const uint64_t *relr_end)
{
    uint64_t *next = NULL;

    for (const uint64_t *at = relr; at < relr_end; at++) {
        if ((*at & 1) == 0) {
            next = (uint64_t *)(image + *at);
            *next++ += base;
            continue;
        }
        for (uint64_t bits = *at >> 1; bits != 0; bits &= bits - 1) {
            next[__builtin_ctzll(bits)] += base;
        }
        next += 63;
    }
}

#endif /* UC_PC_RELOCATE_H */

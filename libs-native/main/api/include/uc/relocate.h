/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_RELOCATE_H
#define UC_RELOCATE_H

/* For platforms whose images relocate themselves: before any pointer of the
 * image's data is followed. */
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

/*
 * Adds (base) to each word of the image that holds an address of it; the words
 * lie from (image) on, which need not be (base) yet. An even entry of the table
 * is the offset of such a word; an odd one is a bitmap of which of the words
 * behind the last one do.
 *
 * Spec: ELF gABI, section "Relative Relocation Table" (SHT_RELR).
 */
static UC_ALWAYS_INLINE void uc_relocate(uintptr_t image, uintptr_t base,
                                         const uintptr_t *relr,
                                         const uintptr_t *relr_end)
{
    uintptr_t *next = NULL;

    for (const uintptr_t *at = relr; at < relr_end; at++) {
        if ((*at & 1) == 0) {
            next = (uintptr_t *)(image + *at);
            *next++ += base;
            continue;
        }
        for (uintptr_t bits = *at >> 1; bits != 0; bits &= bits - 1) {
            next[__builtin_ctzl(bits)] += base;
        }
        next += 8 * sizeof(uintptr_t) - 1;
    }
}

#endif /* UC_RELOCATE_H */

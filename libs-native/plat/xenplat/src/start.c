/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>

#include "clock.h"
#include "internal.h"

struct xenplat_boot xenplat_boot;
uint8_t xenplat_mode;

volatile struct xen_shared_info xenplat_shared_info XENPLAT_PAGES(shared);

/*
 * Adds the load address to each word that holds an address of the image. An
 * even entry is the offset of such a word; an odd one is a bitmap of which of
 * the 63 words behind the last one do.
 * Spec: ELF gABI, section "Relative Relocation Table" (SHT_RELR).
 */
void xenplat_relocate(void)
{
    uintptr_t base = (uintptr_t)__xenplat_start;
    uint64_t *next = NULL;

    for (const uint64_t *at = __xenplat_relr_start; at < __xenplat_relr_end;
         at++) {
        if ((*at & 1) == 0) {
            next = (uint64_t *)(base + *at);
            *next++ += base;
            continue;
        }
        for (uint64_t bits = *at >> 1; bits != 0; bits &= bits - 1) {
            next[__builtin_ctzll(bits)] += base;
        }
        next += 63;
    }
}

void xenplat_start(void)
{
    xenplat_clock_start();
    uc_boot();
}

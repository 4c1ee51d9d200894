/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/cpu.h>
#include <uc/boot.h>

#include "clock.h"
#include "internal.h"

/*
 * Adds the load address to each word that holds an address of the image. An
 * even entry is the offset of such a word; an odd one is a bitmap of which of
 * the 63 words behind the last one do.
 * Spec: ELF gABI, section "Relative Relocation Table" (SHT_RELR).
 */
static void relocate(void)
{
    uintptr_t base = (uintptr_t)__kvmplat_start;
    uint64_t *next = NULL;

    for (const uint64_t *at = __kvmplat_relr_start; at < __kvmplat_relr_end;
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

void kvmplat_start(uint32_t start_info)
{
    relocate();
    kvmplat_boot_tsc = uc_x86_rdtsc();
    kvmplat_serial_init();
    kvmplat_read_start_info(start_info);
    kvmplat_protect();
    kvmplat_set_up_cpu();
    uc_x86_sti();
    uc_boot();
}

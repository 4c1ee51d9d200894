/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../internal.h"
#include <uc/relocate.h>

enum {
    R_X86_64_RELATIVE = 8
};

struct rela {
    uint64_t offset;
    uint64_t info;
    uint64_t addend;
};

/* Of the linker script. */
extern char linuxuplat_image[] __attribute__((visibility("hidden")));
extern const uintptr_t linuxuplat_relr[] __attribute__((visibility("hidden")));
extern const uintptr_t linuxuplat_relr_end[]
    __attribute__((visibility("hidden")));
extern const struct rela linuxuplat_rela[]
    __attribute__((visibility("hidden")));
extern const struct rela linuxuplat_rela_end[]
    __attribute__((visibility("hidden")));

__attribute__((no_stack_protector)) void linuxuplat_relocate(void)
{
    uintptr_t base = (uintptr_t)linuxuplat_image;

    uc_relocate(base, base, linuxuplat_relr, linuxuplat_relr_end);
    /* What RELR cannot say: pointers at odd addresses. */
    for (const struct rela *at = linuxuplat_rela; at < linuxuplat_rela_end;
         at++) {
        if ((uint32_t)at->info == R_X86_64_RELATIVE) {
            *(uint64_t *)(base + at->offset) = base + at->addend;
        }
    }
}

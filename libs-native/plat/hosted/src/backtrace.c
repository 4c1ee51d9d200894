/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Portable version: src/arch/<arch>/backtrace.c replaces it where frames are
 * chained by a frame pointer.
 */
#include <uc/arch.h>

size_t uc_arch_backtrace(uintptr_t fp, uintptr_t lo, uintptr_t hi,
                         uintptr_t *pcs, size_t max)
{
    (void)fp;
    (void)lo;
    (void)hi;
    (void)pcs;
    (void)max;
    return 0;
}

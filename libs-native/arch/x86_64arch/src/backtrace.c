/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

/*
 * A frame: where rbp points lies the caller's rbp, above it the return address.
 * An image without frame pointers has anything in rbp: each frame must lie
 * above the one before and inside the stack, so that the walk ends.
 */
size_t uc_arch_backtrace(uintptr_t fp, uintptr_t lo, uintptr_t hi,
                         uintptr_t *pcs, size_t max)
{
    size_t n = 0;

    while (n < max && fp % sizeof(uintptr_t) == 0 && fp >= lo && fp < hi &&
           hi - fp >= 2 * sizeof(uintptr_t)) {
        const uintptr_t *frame = (const uintptr_t *)fp;
        if (frame[1] == 0) {
            break;
        }
        pcs[n] = frame[1];
        n++;
        lo = fp + 2 * sizeof(uintptr_t);
        fp = frame[0];
    }
    return n;
}

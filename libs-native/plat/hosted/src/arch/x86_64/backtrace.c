/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

/* Spec: System V ABI, AMD64 supplement 1.0, section 3.2.2: figure 3.3. */
size_t uc_arch_backtrace(uintptr_t fp, uintptr_t lo, uintptr_t hi,
                         uintptr_t *pcs, size_t max)
{
    size_t n = 0;

    while (n < max && fp >= lo && fp % sizeof(uintptr_t) == 0 &&
           hi - lo >= 2 * sizeof(uintptr_t) &&
           fp <= hi - 2 * sizeof(uintptr_t)) {
        const uintptr_t *frame = (const uintptr_t *)fp;
        if (frame[1] == 0) {
            break;
        }
        pcs[n++] = frame[1];
        if (frame[0] <= fp) {
            break; /* callers lie above, or the chain is broken */
        }
        fp = frame[0];
    }
    return n;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>

#include "quick.h"

struct tlsf_quick tlsf_quick;

bool tlsf_quick_flush(void)
{
    bool any = false;

    for (unsigned i = 0; TLSF_HAS_QUICK && i < TLSF_SECOND; i++) {
        struct tlsf_block *b;

        while ((b = tlsf_quick_take((size_t)i * TLSF_ALIGN)) != NULL) {
            tlsf_give(b);
            any = true;
        }
    }
    return any;
}

void tlsf_quick_watch(void)
{
    const size_t used = tlsf_heap.used_bytes;

    if (used > tlsf_quick.high_bytes) {
        tlsf_quick.high_bytes = used;
    } else if (used < tlsf_quick.high_bytes / 2) {
        tlsf_quick.high_bytes = used;
        (void)tlsf_quick_flush();
    }
}

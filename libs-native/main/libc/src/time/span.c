/* SPDX-License-Identifier: BSD-3-Clause */
#include "span.h"

#include <uc/plat/clock.h>

uc_nsec_t libc_span(uint64_t seconds, uint64_t ns)
{
    uc_nsec_t span;

    if (__builtin_mul_overflow(seconds, UC_NSEC_PER_S, &span) ||
        __builtin_add_overflow(span, ns, &span)) {
        return UC_NEVER;
    }
    return span;
}

uc_nsec_t libc_from_now(uc_nsec_t span)
{
    uc_nsec_t deadline;

    return __builtin_add_overflow(uc_plat_clock_monotonic(), span, &deadline)
               ? UC_NEVER
               : deadline;
}

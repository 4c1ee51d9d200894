/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "internal.h"

enum {
    NS_PER_S = 1000000000,
};

uc_nsec_t posix_poll_after(uint64_t ns)
{
    if (ns == 0) {
        return 0;
    }
    uc_nsec_t now = uc_plat_clock_monotonic();
    return ns < UC_NEVER - now ? now + ns : UC_NEVER;
}

uc_nsec_t posix_poll_after_ms(int ms)
{
    return ms < 0 ? UC_NEVER : posix_poll_after((uint64_t)ms * UC_NSEC_PER_MS);
}

int posix_poll_after_span(const struct posix_poll_time *span, uc_nsec_t *out)
{
    if (span == NULL) {
        *out = UC_NEVER;
        return 0;
    }
    if (span->s < 0 || span->ns < 0 || span->ns >= NS_PER_S) {
        return -UC_EINVAL;
    }
    *out = (uint64_t)span->s >= UC_NEVER / NS_PER_S
               ? UC_NEVER
               : posix_poll_after((uint64_t)span->s * NS_PER_S +
                                  (uint64_t)span->ns);
    return 0;
}

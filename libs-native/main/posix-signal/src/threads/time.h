/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SIGNAL_TIME_H
#define POSIX_SIGNAL_TIME_H

#include <uc/types.h>

/* struct __kernel_timespec: 64 bits each, on every architecture. */
struct posix_signal_span {
    int64_t s;
    int64_t ns;
};

enum {
    POSIX_SIGNAL_NS_PER_S = 1000000000,
};

/* No later than this from now: it is never reached, and sums do not overflow.
 */
#define POSIX_SIGNAL_FAR (UC_NEVER >> 2)

/* Returns 0; -UC_EINVAL. */
int posix_signal_to_ns(const struct posix_signal_span *span, uc_nsec_t *out);

#endif /* POSIX_SIGNAL_TIME_H */

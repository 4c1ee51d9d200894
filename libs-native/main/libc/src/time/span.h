/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SPAN_H
#define LIBC_SPAN_H

#include <uc/types.h>

/* The sum, or UC_NEVER where it is more than 584 years. */
uc_nsec_t libc_span(uint64_t seconds, uint64_t ns);

/* (span) from now on, UC_NEVER where that is beyond the clock. */
uc_nsec_t libc_from_now(uc_nsec_t span);

#endif /* LIBC_SPAN_H */

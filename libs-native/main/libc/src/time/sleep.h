/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SLEEP_H
#define LIBC_SLEEP_H

#include <uc/types.h>

/* Returns at (deadline) of the monotonic clock, or later. */
void libc_sleep_until(uc_nsec_t deadline);

#endif /* LIBC_SLEEP_H */

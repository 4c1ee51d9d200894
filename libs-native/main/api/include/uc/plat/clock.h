/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_CLOCK_H
#define UC_PLAT_CLOCK_H

/* Part of contract "plat". */
#include <uc/types.h>

/*
 * Returns the time since boot. Never goes backwards; may stand still while the
 * host suspends the guest, so it is not fit for leases or certificates.
 *
 * Context: any, including interrupt handlers.
 */
uc_nsec_t uc_plat_clock_monotonic(void);

/*
 * Returns nanoseconds since 1970-01-01 UTC, leap seconds not counted; 0 where
 * the platform cannot know. May jump when the host sets its clock.
 *
 * Context: any.
 */
uc_nsec_t uc_plat_clock_wall(void);

#endif /* UC_PLAT_CLOCK_H */

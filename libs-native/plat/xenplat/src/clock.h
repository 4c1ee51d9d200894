/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_CLOCK_H
#define XENPLAT_CLOCK_H

#include <uc/types.h>

/* The guest's time begins here. */
void xenplat_clock_start(void);

/* System time of Xen when the guest's clock shows (instant). */
uc_nsec_t xenplat_clock_system(uc_nsec_t instant);

/* Goes on from what the clocks showed before a suspension. */
void xenplat_clock_resume(uc_nsec_t now, uc_nsec_t wall);

#endif /* XENPLAT_CLOCK_H */

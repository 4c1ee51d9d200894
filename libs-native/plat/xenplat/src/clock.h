/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_CLOCK_H
#define XENPLAT_CLOCK_H

#include <uc/types.h>

/* The guest's time begins here. */
void xenplat_clock_start(void);

/* System time of Xen when the guest's clock shows (instant). */
uc_nsec_t xenplat_clock_system(uc_nsec_t instant);

#endif /* XENPLAT_CLOCK_H */

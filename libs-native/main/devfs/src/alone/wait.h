/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DEVFS_WAIT_H
#define DEVFS_WAIT_H

#include <uc/plat/clock.h>

/* Others run meanwhile, or the image idles. Context: thread. */
void devfs_wait_until(uc_nsec_t deadline);

#endif /* DEVFS_WAIT_H */

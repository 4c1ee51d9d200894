/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_TIMERS_H
#define LWIP_TIMERS_H

/*
 * lwIP's periodic functions, called only while they have something to do: an
 * idle image sleeps. All with the core lock held.
 */
#include "lwip/arch.h"

/* Calls what is due. Cheap where nothing is. */
void lwip_timers_run(void);

/* How long the net thread may sleep now, in milliseconds. */
u32_t lwip_timers_sleep_ms(void);

#endif /* LWIP_TIMERS_H */

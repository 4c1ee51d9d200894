/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_EVENTS_H
#define XENPLAT_EVENTS_H

/*
 * How Xen tells of events: in one of two forms, events_two_level.c or
 * events_fifo.c. Spec: Xen, xen/include/public/{xen,event_channel}.h.
 */
#include <stdint.h>

/*
 * Events of (port) are told from here on, those that came before included.
 * Returns -UC_ENOENT: no port can have that number.
 */
int xenplat_event_enable(uint32_t port);
void xenplat_event_disable(uint32_t port);

/* Calls (handle) for each port that has an event, which counts as told then. */
void xenplat_events_take(void (*handle)(uint32_t port));

/* All channels are gone, by a suspension: begins anew. */
void xenplat_events_resume(void);

#endif /* XENPLAT_EVENTS_H */

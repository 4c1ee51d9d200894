/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENCONSOLE_TESTS_RING_H
#define XENCONSOLE_TESTS_RING_H

/* The other end of the console, which a test plays, and what it has read. */
#include <stdlib.h>
#include <string.h>

#include <uc/console.h>
#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/xen/console.h>

static struct uc_xen_console_ring *ring;

static struct {
    char text[8192];
    size_t n;
    unsigned sent; /* notifications */
} seen;

UC_SET_DECLARE(console, struct uc_console);

/* The one that reads: platform "hosted" has another, which does not. */
static inline const struct uc_console *console(void)
{
    UC_SET_FOREACH(console, struct uc_console, it)
    {
        if (it->read != NULL) {
            return it;
        }
    }
    abort();
}

/* Reads up to (n) bytes. */
static inline void drain(size_t n)
{
    for (; n > 0 && ring->out_cons != ring->out_prod; n--) {
        if (seen.n < sizeof seen.text) {
            seen.text[seen.n++] = ring->out[ring->out_cons % sizeof ring->out];
        }
        ring->out_cons++;
    }
}

static inline void type(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ring->in[ring->in_prod++ % sizeof ring->in] = bytes[i];
    }
}

/* A ring of its own, so that a write past its end is seen. */
static inline void plug(void (*sent)(void), uint32_t counters)
{
    free(ring);
    ring = calloc(1, sizeof *ring);
    ring->in_cons = counters;
    ring->in_prod = counters;
    ring->out_cons = counters;
    ring->out_prod = counters;
    memset(&seen, 0, sizeof seen);
    uc_hosted_clock_simulate();
    uc_hosted_xen_console(ring, sent);
}

#endif /* XENCONSOLE_TESTS_RING_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <time.h>

#include "internal.h"

static struct {
    bool simulated;
    uc_nsec_t now; /* while simulated */
} state;

static uc_nsec_t read_clock(clockid_t id)
{
    struct timespec now;

    if (clock_gettime(id, &now) != 0) {
        hosted_misuse("clock_gettime failed: errno %d", errno);
    }
    return (uc_nsec_t)now.tv_sec * UC_NSEC_PER_S + (uc_nsec_t)now.tv_nsec;
}

static uc_nsec_t since_start(void)
{
    static uc_nsec_t start;
    uc_nsec_t now = read_clock(CLOCK_MONOTONIC);

    if (start == 0) {
        start = now;
    }
    return now - start;
}

uc_nsec_t uc_plat_clock_monotonic(void)
{
    if (!state.simulated) {
        return since_start();
    }
    /* Goes on a little, so that loops which wait for a time come to an end. */
    state.now += UC_NSEC_PER_US;
    return state.now;
}

uc_nsec_t uc_plat_clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

void uc_hosted_clock_simulate(void)
{
    if (!state.simulated) {
        state.now = since_start();
        state.simulated = true;
    }
}

void uc_hosted_clock_advance(uc_nsec_t span)
{
    if (!state.simulated) {
        hosted_misuse("uc_hosted_clock_simulate comes before advance");
    }
    state.now += span;
}

void hosted_clock_wait(uc_nsec_t when)
{
    if (state.simulated) {
        if (state.now < when) {
            state.now = when;
        }
        return;
    }
    uc_nsec_t now = since_start();
    if (when > now) {
        struct timespec span = {(time_t)((when - now) / UC_NSEC_PER_S),
                                (long)((when - now) % UC_NSEC_PER_S)};
        (void)nanosleep(&span, NULL); /* early is fine: callers look again */
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <uc/plat/clock.h>

#include "sleep.h"

/* Ever is far enough: 584 years. */
static uc_nsec_t saturated(uint64_t seconds, uint64_t ns)
{
    uc_nsec_t span;

    if (__builtin_mul_overflow(seconds, UC_NSEC_PER_S, &span) ||
        __builtin_add_overflow(span, ns, &span)) {
        return UC_NEVER;
    }
    return span;
}

static void sleep_for(uc_nsec_t span)
{
    uc_nsec_t deadline;

    if (__builtin_add_overflow(uc_plat_clock_monotonic(), span, &deadline)) {
        deadline = UC_NEVER;
    }
    libc_sleep_until(deadline);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *span,
                    struct timespec *rest)
{
    if (span->tv_sec < 0 || span->tv_nsec < 0 || span->tv_nsec > 999999999) {
        return EINVAL;
    }
    const uc_nsec_t time =
        saturated((uint64_t)span->tv_sec, (uint64_t)span->tv_nsec);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME) {
        return EINVAL;
    }
    if ((flags & TIMER_ABSTIME) == 0) {
        sleep_for(time);
    } else if (clock != CLOCK_REALTIME) {
        libc_sleep_until(time);
    } else {
        const uc_nsec_t now = uc_plat_clock_wall();

        sleep_for((time > now) ? time - now : 0);
    }
    if (rest != NULL) {
        *rest = (struct timespec){0, 0}; /* nothing interrupts a sleep */
    }
    return 0;
}

int nanosleep(const struct timespec *span, struct timespec *rest)
{
    int err = clock_nanosleep(CLOCK_MONOTONIC, 0, span, rest);

    if (err != 0) {
        errno = err;
        return -1;
    }
    return 0;
}

int usleep(useconds_t us)
{
    sleep_for(us * UC_NSEC_PER_US);
    return 0;
}

unsigned sleep(unsigned seconds)
{
    sleep_for(saturated(seconds, 0));
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <uc/plat/clock.h>

#include "sleep.h"
#include "span.h"

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *span,
                    struct timespec *rest)
{
    if (span->tv_sec < 0 || span->tv_nsec < 0 || span->tv_nsec > 999999999) {
        return EINVAL;
    }
    const uc_nsec_t time =
        libc_span((uint64_t)span->tv_sec, (uint64_t)span->tv_nsec);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME) {
        return EINVAL;
    }
    if ((flags & TIMER_ABSTIME) == 0) {
        libc_sleep_until(libc_from_now(time));
    } else if (clock != CLOCK_REALTIME) {
        libc_sleep_until(time);
    } else {
        const uc_nsec_t now = uc_plat_clock_wall();

        libc_sleep_until(libc_from_now((time > now) ? time - now : 0));
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
    libc_sleep_until(libc_from_now(us * UC_NSEC_PER_US));
    return 0;
}

unsigned sleep(unsigned seconds)
{
    libc_sleep_until(libc_from_now(libc_span(seconds, 0)));
    return 0;
}

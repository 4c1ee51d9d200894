/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sys/time.h>
#include <time.h>

#include <uc/plat/clock.h>

static struct timespec timespec_of(uc_nsec_t t)
{
    return (struct timespec){(time_t)(t / UC_NSEC_PER_S),
                             (long)(t % UC_NSEC_PER_S)};
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        *out = timespec_of(uc_plat_clock_wall());
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_PROCESS_CPUTIME_ID: /* there is one process */
        *out = timespec_of(uc_plat_clock_monotonic());
        return 0;
    default:
        errno = EINVAL;
        return -1;
    }
}

int clock_getres(clockid_t clock, struct timespec *out)
{
    struct timespec now;

    if (clock_gettime(clock, &now) < 0) {
        return -1;
    }
    if (out != NULL) {
        *out = (struct timespec){0, 1};
    }
    return 0;
}

time_t time(time_t *out)
{
    time_t now = (time_t)(uc_plat_clock_wall() / UC_NSEC_PER_S);

    if (out != NULL) {
        *out = now;
    }
    return now;
}

clock_t clock(void)
{
    return (clock_t)(uc_plat_clock_monotonic() / UC_NSEC_PER_US);
}

double difftime(time_t end, time_t start)
{
    return (double)(end - start);
}

int gettimeofday(struct timeval *restrict out, void *restrict unused)
{
    const uc_nsec_t now = uc_plat_clock_wall();

    (void)unused;
    out->tv_sec = (time_t)(now / UC_NSEC_PER_S);
    out->tv_usec = (suseconds_t)(now % UC_NSEC_PER_S / UC_NSEC_PER_US);
    return 0;
}

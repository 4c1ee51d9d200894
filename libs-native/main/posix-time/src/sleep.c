/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/posix_time.h>

#include "internal.h"

enum {
    TIMER_ABSTIME = 1,
};

long uc_sys_nanosleep(const struct posix_time_spec *span,
                      struct posix_time_spec *rest);
long uc_sys_clock_nanosleep(int id, int flags,
                            const struct posix_time_spec *time,
                            struct posix_time_spec *rest);

/* Nanoseconds, UC_NEVER where they do not fit; -UC_EINVAL. */
static int to_ns(const struct posix_time_spec *time, uc_nsec_t *out)
{
    if (time->s < 0 || time->ns < 0 || time->ns >= POSIX_TIME_NS_PER_S) {
        return -UC_EINVAL;
    }
    uint64_t s = (uint64_t)time->s;

    *out = s >= UC_NEVER / POSIX_TIME_NS_PER_S
               ? UC_NEVER
               : s * POSIX_TIME_NS_PER_S + (uint64_t)time->ns;
    return 0;
}

long uc_sys_clock_nanosleep(int id, int flags,
                            const struct posix_time_spec *time,
                            struct posix_time_spec *rest)
{
    uc_nsec_t now, until;
    int err = to_ns(time, &until);

    if (err == 0) {
        err = posix_time_now(id, &now);
    }
    if (err < 0) {
        return err;
    }
    uc_nsec_t start = uc_plat_clock_monotonic();
    if (flags & TIMER_ABSTIME) {
        until = until > now ? until - now : 0;
    }
    until = until < UC_NEVER - start ? start + until : UC_NEVER;
    err = uc_posix_sleep_until(until);
    if (err < 0) {
        posix_time_interrupted();
    }
    if (err < 0 && rest != NULL && (flags & TIMER_ABSTIME) == 0) {
        const uc_nsec_t ended = uc_plat_clock_monotonic();
        const uc_nsec_t left = until > ended ? until - ended : 0;

        rest->s = (int64_t)(left / POSIX_TIME_NS_PER_S);
        rest->ns = (int64_t)(left % POSIX_TIME_NS_PER_S);
    }
    return err;
}

long uc_sys_nanosleep(const struct posix_time_spec *span,
                      struct posix_time_spec *rest)
{
    return uc_sys_clock_nanosleep(POSIX_TIME_MONOTONIC, 0, span, rest);
}

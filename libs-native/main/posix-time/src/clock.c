/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "internal.h"

long uc_sys_clock_gettime(int id, struct posix_time_spec *out);
long uc_sys_clock_getres(int id, struct posix_time_spec *out);
long uc_sys_clock_settime(int id, const struct posix_time_spec *time);
long uc_sys_gettimeofday(struct posix_time_val *out, void *zone);

int posix_time_now(int id, uc_nsec_t *out)
{
    switch (id) {
    case POSIX_TIME_REALTIME:
    case POSIX_TIME_REALTIME_COARSE:
        *out = uc_plat_clock_wall();
        return 0;
    case POSIX_TIME_MONOTONIC:
    case POSIX_TIME_MONOTONIC_RAW:
    case POSIX_TIME_MONOTONIC_COARSE:
    case POSIX_TIME_BOOTTIME:
    /* Nobody else uses the CPU, as far as the guest can tell. */
    case POSIX_TIME_PROCESS_CPU:
        *out = uc_plat_clock_monotonic();
        return 0;
    default:
        return -UC_EINVAL;
    }
}

long uc_sys_clock_gettime(int id, struct posix_time_spec *out)
{
    uc_nsec_t now;
    int err = posix_time_now(id, &now);

    if (err < 0) {
        return err;
    }
    out->s = (int64_t)(now / POSIX_TIME_NS_PER_S);
    out->ns = (int64_t)(now % POSIX_TIME_NS_PER_S);
    return 0;
}

long uc_sys_clock_getres(int id, struct posix_time_spec *out)
{
    uc_nsec_t now;
    int err = posix_time_now(id, &now);

    if (err == 0 && out != NULL) {
        *out = (struct posix_time_spec){0, 1};
    }
    return err;
}

/* The host's clock is not ours to set. */
long uc_sys_clock_settime(int id, const struct posix_time_spec *time)
{
    (void)id;
    (void)time;
    return -UC_EPERM;
}

/* Spec: gettimeofday(2); nobody sets a zone. */
long uc_sys_gettimeofday(struct posix_time_val *out, void *zone)
{
    (void)zone;
    if (out != NULL) {
        const uc_nsec_t now = uc_plat_clock_wall();

        out->s = (long)(now / POSIX_TIME_NS_PER_S);
        out->us = (long)(now % POSIX_TIME_NS_PER_S / 1000);
    }
    return 0;
}

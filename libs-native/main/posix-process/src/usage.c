/* SPDX-License-Identifier: BSD-3-Clause */
/* Nobody else uses the CPU, as far as the guest can tell: all time is the
 * program's own. */
#include <uc/errors.h>
#include <uc/plat/clock.h>

/* Spec: Linux, include/uapi/linux/resource.h, asm-generic/param.h. */
enum {
    RUSAGE_CHILDREN = -1,
    RUSAGE_SELF = 0,
    RUSAGE_THREAD = 1,
    TICKS_PER_S = 100,
};

/* struct rusage; of counts, none is kept. */
struct usage {
    long user_s;
    long user_us;
    long system_s;
    long system_us;
    long counts[14];
};

/* struct tms, in ticks. */
struct times {
    long user;
    long system;
    long children_user;
    long children_system;
};

long uc_sys_getrusage(int who, struct usage *out);
long uc_sys_times(struct times *out);

long uc_sys_getrusage(int who, struct usage *out)
{
    if (who < RUSAGE_CHILDREN || who > RUSAGE_THREAD) {
        return -UC_EINVAL;
    }
    const uc_nsec_t now =
        who == RUSAGE_CHILDREN ? 0 : uc_plat_clock_monotonic();
    *out = (struct usage){
        .user_s = (long)(now / UC_NSEC_PER_S),
        .user_us = (long)(now % UC_NSEC_PER_S / UC_NSEC_PER_US),
    };
    return 0;
}

long uc_sys_times(struct times *out)
{
    const long ticks =
        (long)(uc_plat_clock_monotonic() / (UC_NSEC_PER_S / TICKS_PER_S));

    if (out != NULL) {
        *out = (struct times){.user = ticks};
    }
    return ticks;
}

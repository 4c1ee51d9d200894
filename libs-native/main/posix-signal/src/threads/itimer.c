/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: setitimer(2), alarm(2). */
#include <uc/errors.h>

#include "timer.h"

enum {
    ITIMER_REAL = 0,
    ITIMER_PROF = 2,
    US_PER_S = 1000000,
    NS_PER_US = 1000,
};

/* struct __kernel_old_timeval, struct itimerval. */
struct val {
    long s;
    long us;
};

struct setting {
    struct val interval;
    struct val value;
};

long uc_sys_alarm(unsigned seconds);
long uc_sys_getitimer(int which, struct setting *out);
long uc_sys_setitimer(int which, const struct setting *set,
                      struct setting *old);

static struct posix_signal_timer *real_timer(void)
{
    static struct posix_signal_timer t;

    if (t.timer.run == NULL) {
        posix_signal_timer_init(&t);
        t.info = (struct posix_signal_info){.signal = POSIX_SIGNAL_ALRM,
                                            .code = POSIX_SIGNAL_SI_KERNEL};
    }
    return &t;
}

static int to_ns(const struct val *val, uc_nsec_t *out)
{
    const struct posix_signal_span span = {
        .s = val->s,
        .ns = val->us < US_PER_S ? (int64_t)val->us * NS_PER_US
                                 : POSIX_SIGNAL_NS_PER_S,
    };

    return posix_signal_to_ns(&span, out);
}

/* Rounded up: what is set is never told to be 0. */
static struct val from_ns(uc_nsec_t ns)
{
    ns += NS_PER_US - 1;
    return (struct val){
        (long)(ns / POSIX_SIGNAL_NS_PER_S),
        (long)(ns % POSIX_SIGNAL_NS_PER_S / NS_PER_US),
    };
}

static int check(int which)
{
    if (which == ITIMER_REAL) {
        return 0;
    }
    /* The time that the program computes is not counted. */
    return which > 0 && which <= ITIMER_PROF ? -UC_ENOSYS : -UC_EINVAL;
}

long uc_sys_getitimer(int which, struct setting *out)
{
    const struct posix_signal_timer *t = real_timer();
    int err = check(which);

    if (err == 0 && out == NULL) {
        err = -UC_EFAULT;
    }
    if (err == 0) {
        *out = (struct setting){from_ns(t->interval),
                                from_ns(posix_signal_timer_left(t))};
    }
    return err;
}

long uc_sys_setitimer(int which, const struct setting *set, struct setting *old)
{
    uc_nsec_t value = 0, interval = 0;
    int err = check(which);

    /* Linux takes NULL for zeroes. */
    if (err == 0 && set != NULL) {
        err = to_ns(&set->value, &value);
    }
    if (err == 0 && set != NULL) {
        err = to_ns(&set->interval, &interval);
    }
    if (err < 0) {
        return err;
    }
    if (old != NULL) {
        (void)uc_sys_getitimer(which, old);
    }
    posix_signal_timer_set(real_timer(), value, interval);
    return 0;
}

/* Returns the seconds that were left, at least 1 where any time was. */
long uc_sys_alarm(unsigned seconds)
{
    struct posix_signal_timer *t = real_timer();
    const uc_nsec_t left = posix_signal_timer_left(t);

    posix_signal_timer_set(t, (uc_nsec_t)seconds * POSIX_SIGNAL_NS_PER_S, 0);
    if (left > 0 && left < POSIX_SIGNAL_NS_PER_S) {
        return 1;
    }
    return (long)((left + POSIX_SIGNAL_NS_PER_S / 2) / POSIX_SIGNAL_NS_PER_S);
}

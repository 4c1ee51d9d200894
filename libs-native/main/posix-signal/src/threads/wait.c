/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that wait for signals. Spec: sigsuspend(2), sigtimedwait(2). */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "../internal.h"
#include "time.h"

long uc_sys_pause(void);
long uc_sys_rt_sigsuspend(const posix_signal_set *set, size_t bytes);
long uc_sys_rt_sigtimedwait(const posix_signal_set *set,
                            struct posix_signal_info *out,
                            const struct posix_signal_span *span, size_t bytes);

/* Waiting for signals is never begun again after one. */
static int wait_until(uc_nsec_t deadline)
{
    int err = uc_posix_thread_sleep(deadline);

    uc_posix_thread_no_restart();
    return err;
}

/* Handlers run while (set) is blocked, then what was blocked is so again. */
static long suspend(posix_signal_set set)
{
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    const posix_signal_set before = own->blocked;

    own->blocked = set & ~POSIX_SIGNAL_NEVER;
    if (posix_signal_deliver().handlers == 0) {
        (void)wait_until(UC_NEVER);
        (void)posix_signal_deliver();
    }
    own->blocked = before;
    (void)posix_signal_deliver();
    return -UC_EINTR;
}

long uc_sys_pause(void)
{
    return suspend(*posix_signal_blocked());
}

long uc_sys_rt_sigsuspend(const posix_signal_set *set, size_t bytes)
{
    if (bytes != sizeof *set) {
        return -UC_EINVAL;
    }
    return set == NULL ? -UC_EFAULT : suspend(*set);
}

static int deadline_of(const struct posix_signal_span *span, uc_nsec_t *out)
{
    uc_nsec_t ns;

    *out = UC_NEVER;
    if (span == NULL) {
        return 0;
    }
    if (posix_signal_to_ns(span, &ns) < 0) {
        return -UC_EINVAL;
    }
    *out = uc_plat_clock_monotonic() + ns;
    return 0;
}

long uc_sys_rt_sigtimedwait(const posix_signal_set *set,
                            struct posix_signal_info *out,
                            const struct posix_signal_span *span, size_t bytes)
{
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    struct posix_signal_info info;
    uc_nsec_t deadline;

    if (bytes != sizeof *set || deadline_of(span, &deadline) < 0) {
        return -UC_EINVAL;
    }
    if (set == NULL) {
        return -UC_EFAULT;
    }
    const posix_signal_set wanted = *set & ~POSIX_SIGNAL_NEVER;
    int err = 0;

    own->awaited = wanted;
    bool came = posix_signal_take(wanted, &info);
    if (!came) {
        err = wait_until(deadline);
        came = posix_signal_take(wanted, &info);
    }
    own->awaited = 0;
    own->interrupted = false;
    if (!came) {
        return err == -UC_ETIMEDOUT ? -UC_EAGAIN : err;
    }
    if (out != NULL) {
        *out = info;
    }
    return info.signal;
}

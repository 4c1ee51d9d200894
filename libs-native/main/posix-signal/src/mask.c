/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

enum how {
    SIG_BLOCK = 0,
    SIG_UNBLOCK = 1,
    SIG_SETMASK = 2,
};

long uc_sys_rt_sigprocmask(int how, const posix_signal_set *set,
                           posix_signal_set *old, size_t bytes);
long uc_sys_rt_sigpending(posix_signal_set *out, size_t bytes);

long uc_sys_rt_sigprocmask(int how, const posix_signal_set *set,
                           posix_signal_set *old, size_t bytes)
{
    posix_signal_set *const own = posix_signal_blocked();
    posix_signal_set blocked = *own;

    if (bytes != sizeof *set) {
        return -UC_EINVAL;
    }
    if (set != NULL) {
        switch (how) {
        case SIG_BLOCK:
            blocked |= *set;
            break;
        case SIG_UNBLOCK:
            blocked &= ~*set;
            break;
        case SIG_SETMASK:
            blocked = *set;
            break;
        default:
            return -UC_EINVAL;
        }
        blocked &= ~POSIX_SIGNAL_NEVER;
    }
    if (old != NULL) {
        *old = *own;
    }
    *own = blocked;
    (void)posix_signal_deliver();
    return 0;
}

long uc_sys_rt_sigpending(posix_signal_set *out, size_t bytes)
{
    if (bytes > sizeof *out) {
        return -UC_EINVAL;
    }
    const posix_signal_set pending =
        posix_signal_pending() & *posix_signal_blocked();

    __builtin_memcpy(out, &pending, bytes);
    return 0;
}

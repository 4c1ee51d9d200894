/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

long uc_sys_rt_sigaction(int signal, const struct posix_signal_action *set,
                         struct posix_signal_action *old, size_t bytes);

long uc_sys_rt_sigaction(int signal, const struct posix_signal_action *set,
                         struct posix_signal_action *old, size_t bytes)
{
    if (bytes != sizeof set->mask || signal < 1 || signal > POSIX_SIGNAL_MAX ||
        (set != NULL &&
         (signal == POSIX_SIGNAL_KILL || signal == POSIX_SIGNAL_STOP))) {
        return -UC_EINVAL;
    }
    struct posix_signal_action *action = &posix_signals.actions[signal - 1];
    struct posix_signal_action before = *action;

    if (set != NULL) {
        *action = *set;
        if (set->handler == 1) {
            posix_signals.pending &= ~posix_signal_bit(signal);
        }
    }
    if (old != NULL) {
        *old = before;
    }
    return 0;
}

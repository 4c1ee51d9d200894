/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/sched.h>

#include "internal.h"

long uc_sys_rt_sigaction(int signal, const struct posix_signal_action *set,
                         struct posix_signal_action *old, size_t bytes);

/* A thread that computes was interrupted: its handlers need not wait for a
 * system call. */
static void preempted(void)
{
    if (uc_posix_signal_due) {
        (void)posix_signal_deliver();
    }
}

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
        action->mask &= ~POSIX_SIGNAL_NEVER;
        if (UC_CONFIG_API_PREEMPT && set->handler > 1) {
            uc_sched_preempted = preempted;
        }
        if (posix_signal_is_ignored(signal)) {
            posix_signal_forget(signal);
        }
    }
    if (old != NULL) {
        *old = before;
    }
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

enum {
    PID = 1,
    SIGCANCEL = 33,
};

long uc_sys_gettid(void);
long uc_sys_kill(int pid, int signal);
long uc_sys_tkill(int tid, int signal);
long uc_sys_tgkill(int pid, int tid, int signal);

static long send(int signal)
{
    if (signal < 0 || signal > POSIX_SIGNAL_MAX) {
        return -UC_EINVAL;
    }
    if (signal > 0) {
        posix_signal_send(signal);
    }
    return 0;
}

/* To itself, or to a group or to all, which is the same. */
long uc_sys_kill(int pid, int signal)
{
    return pid > POSIX_SIGNAL_PID || pid < -PID ? -UC_ESRCH : send(signal);
}

/*
 * The handler runs in the caller: no thread interrupts another one, except that
 * musl's signal of cancellation ends what the other one waits for.
 */
long uc_sys_tkill(int tid, int signal)
{
    if (tid <= 0 || signal < 0 || signal > POSIX_SIGNAL_MAX) {
        return -UC_EINVAL;
    }
    if (tid == uc_sys_gettid()) {
        return send(signal);
    }
    if (signal != 0 && signal != SIGCANCEL) {
        return -UC_ENOSYS;
    }
    return posix_signal_interrupt(tid, signal);
}

long uc_sys_tgkill(int pid, int tid, int signal)
{
    return pid == PID ? uc_sys_tkill(tid, signal) : -UC_ESRCH;
}

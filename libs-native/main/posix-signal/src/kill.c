/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

enum {
    SIGCANCEL = 33,
};

long uc_sys_gettid(void);
long uc_sys_kill(int pid, int signal);
long uc_sys_tkill(int tid, int signal);
long uc_sys_tgkill(int pid, int tid, int signal);
long uc_sys_rt_sigqueueinfo(int pid, int signal,
                            const struct posix_signal_info *info);
long uc_sys_rt_tgsigqueueinfo(int pid, int tid, int signal,
                              const struct posix_signal_info *info);

/* What it sends to itself is delivered before it returns. */
static long send(int tid, struct posix_signal_info info)
{
    if (info.signal < 0 || info.signal > POSIX_SIGNAL_MAX) {
        return -UC_EINVAL;
    }
    if (info.signal == 0) {
        return tid == 0 || posix_signal_of(tid) != NULL ? 0 : -UC_ESRCH;
    }
    int result = posix_signal_send(tid, &info, NULL);
    if (result == 1) {
        posix_signal_die(info.signal);
    }
    (void)posix_signal_deliver();
    return result;
}

static bool is_other_process(int pid)
{
    return pid > POSIX_SIGNAL_PID || pid < -POSIX_SIGNAL_PID;
}

/* To itself, or to a group or to all, which is the same. */
long uc_sys_kill(int pid, int signal)
{
    return is_other_process(pid) ? -UC_ESRCH
                                 : send(0, (struct posix_signal_info){
                                               .signal = signal,
                                               .code = POSIX_SIGNAL_SI_USER,
                                               .id = POSIX_SIGNAL_PID,
                                           });
}

long uc_sys_tkill(int tid, int signal)
{
    if (tid <= 0) {
        return -UC_EINVAL;
    }
    /* musl's signal of cancellation has no handler here: it ends a wait. */
    if (signal == SIGCANCEL && tid != uc_sys_gettid()) {
        return posix_signal_interrupt(tid);
    }
    return send(tid, (struct posix_signal_info){
                         .signal = signal,
                         .code = POSIX_SIGNAL_SI_TKILL,
                         .id = POSIX_SIGNAL_PID,
                     });
}

long uc_sys_tgkill(int pid, int tid, int signal)
{
    if (pid <= 0) {
        return -UC_EINVAL;
    }
    return pid == POSIX_SIGNAL_PID ? uc_sys_tkill(tid, signal) : -UC_ESRCH;
}

static long send_info(int tid, int signal, const struct posix_signal_info *info)
{
    struct posix_signal_info copy = *info;

    copy.signal = signal;
    return send(tid, copy);
}

long uc_sys_rt_sigqueueinfo(int pid, int signal,
                            const struct posix_signal_info *info)
{
    return pid == POSIX_SIGNAL_PID ? send_info(0, signal, info) : -UC_ESRCH;
}

long uc_sys_rt_tgsigqueueinfo(int pid, int tid, int signal,
                              const struct posix_signal_info *info)
{
    if (pid <= 0 || tid <= 0) {
        return -UC_EINVAL;
    }
    return pid == POSIX_SIGNAL_PID ? send_info(tid, signal, info) : -UC_ESRCH;
}

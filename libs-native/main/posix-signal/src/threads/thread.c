/* SPDX-License-Identifier: BSD-3-Clause */
#include "../internal.h"

struct uc_posix_thread_signals *posix_signal_of(int tid)
{
    return uc_posix_thread_signals(tid);
}

int posix_signal_any(bool (*visit)(struct uc_posix_thread_signals *s,
                                   void *arg),
                     void *arg)
{
    return uc_posix_thread_any(visit, arg);
}

int posix_signal_interrupt(int tid)
{
    return uc_posix_thread_interrupt(tid);
}

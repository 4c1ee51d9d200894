/* SPDX-License-Identifier: BSD-3-Clause */
/* Without threads in the image: what comes, comes from the caller. */
#include <uc/errors.h>

#include "internal.h"

struct uc_posix_thread_signals *posix_signal_of(int tid)
{
    static struct uc_posix_thread_signals only;

    return tid == 0 || tid == POSIX_SIGNAL_PID ? &only : NULL;
}

int posix_signal_any(bool (*visit)(struct uc_posix_thread_signals *s,
                                   void *arg),
                     void *arg)
{
    return visit(posix_signal_of(0), arg) ? POSIX_SIGNAL_PID : 0;
}

int posix_signal_interrupt(int tid)
{
    return tid == POSIX_SIGNAL_PID ? 0 : -UC_ESRCH;
}

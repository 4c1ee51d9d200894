/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/posix_thread.h>

#include "internal.h"

posix_signal_set *posix_signal_blocked(void)
{
    return uc_posix_thread_blocked();
}

int posix_signal_interrupt(int tid, int signal)
{
    /* A wait that ends too early is one that its caller begins again. */
    (void)signal;
    return uc_posix_thread_interrupt(tid);
}

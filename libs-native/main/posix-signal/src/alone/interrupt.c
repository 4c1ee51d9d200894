/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "internal.h"

posix_signal_set *posix_signal_blocked(void)
{
    static posix_signal_set blocked;

    return &blocked;
}

/* Without threads in the image there is no other. */
int posix_signal_interrupt(int tid, int signal)
{
    (void)tid;
    (void)signal;
    return -UC_ESRCH;
}

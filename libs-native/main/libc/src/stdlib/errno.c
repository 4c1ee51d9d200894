/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>

/*
 * One variable for all threads. Functions set it last, after anything that may
 * let another thread run, and threads change places only inside calls: so what
 * a caller reads after its own failed call is that call's. A preemptive
 * scheduler needs one for each thread, behind the same function.
 */
static int error_number;

int *__errno_location(void)
{
    return &error_number;
}

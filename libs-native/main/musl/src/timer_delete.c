/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Upstream's gives the system call's own -EINVAL, where POSIX wants -1 and
 * errno. Spec: POSIX.1-2008, timer_delete.
 */
#include <time.h>

#include "syscall.h"

static int musl_timer_delete(timer_t timer);

#define timer_delete musl_timer_delete
/* Upstream's warnings are nobody's here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "../vendor/src/time/timer_delete.c"
#pragma GCC diagnostic pop
#undef timer_delete

int timer_delete(timer_t timer)
{
    return (int)__syscall_ret((unsigned long)musl_timer_delete(timer));
}

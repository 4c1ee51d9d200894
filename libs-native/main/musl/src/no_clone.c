/* SPDX-License-Identifier: BSD-3-Clause */
/* Without threads in the image (option threads): pthread_create says EAGAIN. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>

#include "pthread_impl.h"
#include "syscall.h"

int __clone(int (*function)(void *), void *stack, int flags, void *arg, ...)
{
    (void)function;
    (void)stack;
    (void)arg;
    /* posix_spawn, and with it system and popen, wants a process. */
    return (flags & CLONE_THREAD) != 0 ? -ENOSYS : (int)__syscall(SYS_vfork);
}

_Noreturn void __unmapself(void *base, size_t bytes)
{
    (void)base;
    (void)bytes;
    a_crash(); /* nobody but threads comes here */
    for (;;) {
    }
}

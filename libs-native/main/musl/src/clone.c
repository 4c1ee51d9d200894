/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <sched.h>
#include <stdarg.h>

#include "pthread_impl.h"
#include "syscall.h"

#include <uc/posix_thread.h>

int __clone(int (*function)(void *), void *stack, int flags, void *arg, ...)
{
    /* posix_spawn, and with it system and popen, wants a process. */
    if ((flags & CLONE_THREAD) == 0) {
        return (int)__syscall(SYS_vfork);
    }
    struct uc_clone clone = {
        .function = function,
        .arg = arg,
        .stack_top = stack,
        .flags = (unsigned)flags,
    };
    va_list rest;

    va_start(rest, arg);
    clone.parent_tid = va_arg(rest, int *);
    clone.pointer = va_arg(rest, void *);
    clone.child_tid = va_arg(rest, int *);
    va_end(rest);
    return uc_clone(&clone);
}

_Noreturn void __unmapself(void *base, size_t bytes)
{
    uc_clone_exit(base, bytes);
}

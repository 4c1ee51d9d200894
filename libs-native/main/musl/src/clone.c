/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>

#include "pthread_impl.h"

#include <uc/posix_thread.h>

int __clone(int (*function)(void *), void *stack, int flags, void *arg, ...)
{
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

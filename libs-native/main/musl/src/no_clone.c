/* SPDX-License-Identifier: BSD-3-Clause */
/* Without threads in the image (option threads): pthread_create says EAGAIN. */
#include <errno.h>

#include "pthread_impl.h"

int __clone(int (*function)(void *), void *stack, int flags, void *arg, ...)
{
    (void)function;
    (void)stack;
    (void)flags;
    (void)arg;
    return -ENOSYS;
}

_Noreturn void __unmapself(void *base, size_t bytes)
{
    (void)base;
    (void)bytes;
    a_crash(); /* nobody but threads comes here */
    for (;;) {
    }
}

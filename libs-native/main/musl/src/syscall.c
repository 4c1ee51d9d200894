/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * syscall() by number: only images whose program calls it have this table, and
 * with it every call of the libraries that are there.
 */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "syscall.h"
#include "syscall_list.h"

#undef syscall

long syscall(long number, ...);

typedef long (*call_fn)(long, long, long, long, long, long);

#define CALL(name, number) [number] = (call_fn)uc_sys_##name,

static const call_fn calls[] = {MUSL_SYSCALLS(CALL)};

long syscall(long number, ...)
{
    long args[6];
    va_list list;

    /* The caller may have given fewer: those are garbage that nobody reads. */
    va_start(list, number);
    for (int i = 0; i < 6; i++) {
        args[i] = va_arg(list, long);
    }
    va_end(list);
    if (number < 0 || (size_t)number >= sizeof calls / sizeof *calls ||
        calls[number] == NULL) {
        errno = ENOSYS;
        return -1;
    }
    long result =
        calls[number](args[0], args[1], args[2], args[3], args[4], args[5]);
    return __syscall_ret((unsigned long)result);
}

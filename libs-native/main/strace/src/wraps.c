/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled by the build, once for all system calls that libraries of the image
 * define and others call: UC_WRAPS(WRAP) is WRAP(name) for each.
 *
 * All take words (uc/syscall.h), so that one form serves: a callee does not
 * look at what it has no parameters for, and a caller takes its own words back.
 */
#include "strace.h"

#define WRAP(call)                                                             \
    long uc_sys_##call(long, long, long, long, long, long);                    \
    long uc_strace_sys_##call(long, long, long, long, long, long);             \
    long uc_strace_sys_##call(long a, long b, long c, long d, long e, long f)  \
    {                                                                          \
        struct strace_call made = {#call,                                      \
                                   uc_sys_##call,                              \
                                   {a, b, c, d, e, f},                         \
                                   __builtin_return_address(0)};               \
                                                                               \
        return strace_do(&made);                                               \
    }

UC_WRAPS(WRAP)

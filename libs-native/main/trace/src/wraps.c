/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled by the build, once for all system calls that libraries of the image
 * define and others call: UC_WRAPS(WRAP) is WRAP(name) for each. Why one form
 * serves all: libs-native/main/strace/src/wraps.c.
 */
#include <uc/trace.h>

#define WRAP(call)                                                             \
    long uc_sys_##call(long, long, long, long, long, long);                    \
    long uc_trace_sys_##call(long, long, long, long, long, long);              \
    long uc_trace_sys_##call(long a, long b, long c, long d, long e, long f)   \
    {                                                                          \
        UC_TRACE(UC_TRACE_BEGIN, #call, "first", a, "second", b);              \
        long result = uc_sys_##call(a, b, c, d, e, f);                         \
        UC_TRACE(UC_TRACE_END, #call, "result", result, "", 0);                \
        return result;                                                         \
    }

UC_WRAPS(WRAP)

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where handlers return to, on Linux: here they return to whom they interrupt.
 * sigaction refers to that, and so these calls come with it, at whose beginning
 * and end handlers run.
 */
#include <errno.h>
#include <stdbool.h>

#include "pthread_impl.h"

#include "call.h"
#include "cancel.h"

#include <uc/posix_signal.h>

hidden void __restore(void);
hidden void __restore_rt(void);

void __restore(void)
{
}

void __restore_rt(void)
{
}

/* What is pending must not wait until the call has waited. */
static void begin(void)
{
    if (__builtin_expect(uc_posix_signal_due, 0)) {
        (void)uc_posix_signal_deliver(0);
    }
}

static bool is_to_begin_again(long result)
{
    return __builtin_expect(uc_posix_signal_due || result == -EINTR, 0) &&
           uc_posix_signal_deliver(result) && !__pthread_self()->cancel;
}

long musl_call(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
               syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
               syscall_arg_t f)
{
    long result;

    do {
        begin();
        result = ((musl_call_fn)function)(a, b, c, d, e, f);
    } while (is_to_begin_again(result));
    return result;
}

long musl_call3(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                syscall_arg_t c)
{
    return musl_call(function, a, b, c, 0, 0, 0);
}

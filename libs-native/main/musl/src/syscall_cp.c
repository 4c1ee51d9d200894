/* SPDX-License-Identifier: BSD-3-Clause */
#include "pthread_impl.h"

#include "call.h"
#include "cancel.h"

static long call(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                 syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
                 syscall_arg_t f)
{
    return ((musl_call_fn)function)(a, b, c, d, e, f);
}

static long call3(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                  syscall_arg_t c)
{
    return ((long (*)(syscall_arg_t, syscall_arg_t, syscall_arg_t))function)(
        a, b, c);
}

/* restore.c has those that a signal interrupts. */
weak_alias(call, musl_call);
weak_alias(call3, musl_call3);

static long call_through(syscall_arg_t function, syscall_arg_t a,
                         syscall_arg_t b, syscall_arg_t c, syscall_arg_t d,
                         syscall_arg_t e, syscall_arg_t f)
{
    return musl_call(function, a, b, c, d, e, f);
}

/* pthread_cancel.c has the one that can be cancelled. */
weak_alias(call_through, __syscall_cp_c);

long(__syscall_cp)(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                   syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
                   syscall_arg_t f)
{
    return __syscall_cp_c(function, a, b, c, d, e, f);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MUSL_CANCEL_H
#define MUSL_CANCEL_H

#include "pthread_impl.h"

typedef long (*musl_call_fn)(syscall_arg_t, syscall_arg_t, syscall_arg_t,
                             syscall_arg_t, syscall_arg_t, syscall_arg_t);

/*
 * Makes the system call (function), a cancellation point. As musl's of this
 * name, with the function in place of its number.
 */
hidden long __syscall_cp_c(syscall_arg_t function, syscall_arg_t a,
                           syscall_arg_t b, syscall_arg_t c, syscall_arg_t d,
                           syscall_arg_t e, syscall_arg_t f);

/* musl declares it without parameters. */
hidden void __testcancel(void);

#endif /* MUSL_CANCEL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MUSL_CALL_H
#define MUSL_CALL_H

#include "syscall.h"

/*
 * Makes the system call (function), which may wait: a signal ends that, its
 * handler runs, and the call is made again where the handler's action says so.
 * Weak: only a program that sets a handler has more than the call itself.
 */
hidden long musl_call(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                      syscall_arg_t c, syscall_arg_t d, syscall_arg_t e,
                      syscall_arg_t f);

/* As musl_call, where three words are enough: reading and writing of stdio. */
hidden long musl_call3(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                       syscall_arg_t c);

#endif /* MUSL_CALL_H */

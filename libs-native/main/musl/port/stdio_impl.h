/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's own includes the syscall.h beside it: ours has to come before. In
 * angle brackets, as include_next needs a place in the include path to go on.
 */
#include <syscall.h>

/* Behind it, which is why they stand apart: formatters sort includes. */
#include_next "stdio_impl.h"

/* A signal may interrupt readv and writev: src/call.h. */
hidden long musl_call3(syscall_arg_t function, syscall_arg_t a, syscall_arg_t b,
                       syscall_arg_t c);

#undef __syscall3
#define __syscall3(n, a, b, c)                                                 \
    musl_call3((syscall_arg_t)MUSL_CALL(n), __scc(a), __scc(b), __scc(c))

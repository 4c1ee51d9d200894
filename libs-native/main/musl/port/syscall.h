/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MUSL_PORT_SYSCALL_H
#define MUSL_PORT_SYSCALL_H

/*
 * Stands before musl's internal syscall.h in the include path: a system call
 * becomes a call of the function of its name. The name arrives as the token
 * SYS_write, whatever macros it came through, because that is an enumerator
 * (vendor/generated/<arch>/private/bits/syscall.h); where a number is wanted,
 * it is one. Cast, since the functions are declared without parameters: callers
 * differ in how many they give.
 */
#include_next "syscall.h"

#define MUSL_CALL_(name) MUSL_CALL_##name
#define MUSL_CALL(name)  MUSL_CALL_(name)

#undef __syscall1
#undef __syscall2
#undef __syscall3
#undef __syscall4
#undef __syscall5
#undef __syscall6
#undef __syscall7

/* clang-format off */
#define __syscall0(n) \
    ((long (*)(void))MUSL_CALL(n))()
#define __syscall1(n, a) \
    ((long (*)(long))MUSL_CALL(n))(__scc(a))
#define __syscall2(n, a, b) \
    ((long (*)(long, long))MUSL_CALL(n))(__scc(a), __scc(b))
#define __syscall3(n, a, b, c) \
    ((long (*)(long, long, long))MUSL_CALL(n))(__scc(a), __scc(b), __scc(c))
#define __syscall4(n, a, b, c, d) \
    ((long (*)(long, long, long, long))MUSL_CALL(n))( \
        __scc(a), __scc(b), __scc(c), __scc(d))
#define __syscall5(n, a, b, c, d, e) \
    ((long (*)(long, long, long, long, long))MUSL_CALL(n))( \
        __scc(a), __scc(b), __scc(c), __scc(d), __scc(e))
#define __syscall6(n, a, b, c, d, e, f) \
    ((long (*)(long, long, long, long, long, long))MUSL_CALL(n))( \
        __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(f))
#define __syscall7(n, a, b, c, d, e, f, g) \
    ((long (*)(long, long, long, long, long, long, long))MUSL_CALL(n))( \
        __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(f), __scc(g))
/* clang-format on */

/* Cancellation points hand the function over in place of the number. */
#undef __syscall_cp0
#undef __syscall_cp1
#undef __syscall_cp2
#undef __syscall_cp3
#undef __syscall_cp4
#undef __syscall_cp5
#undef __syscall_cp6

#define MUSL_CP(n, ...) (__syscall_cp)((syscall_arg_t)MUSL_CALL(n), __VA_ARGS__)

/* clang-format off */
#define __syscall_cp0(n) MUSL_CP(n, 0, 0, 0, 0, 0, 0)
#define __syscall_cp1(n, a) MUSL_CP(n, __scc(a), 0, 0, 0, 0, 0)
#define __syscall_cp2(n, a, b) MUSL_CP(n, __scc(a), __scc(b), 0, 0, 0, 0)
#define __syscall_cp3(n, a, b, c) \
    MUSL_CP(n, __scc(a), __scc(b), __scc(c), 0, 0, 0)
#define __syscall_cp4(n, a, b, c, d) \
    MUSL_CP(n, __scc(a), __scc(b), __scc(c), __scc(d), 0, 0)
#define __syscall_cp5(n, a, b, c, d, e) \
    MUSL_CP(n, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), 0)
#define __syscall_cp6(n, a, b, c, d, e, f) \
    MUSL_CP(n, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(f))
/* clang-format on */

/* Never by way of socketcall(), the one call for all of old architectures. */
#undef __socketcall
#undef __socketcall_cp
#define __socketcall(nm, a, b, c, d, e, f)                                     \
    __syscall6(SYS_##nm, a, b, c, d, e, f)
#define __socketcall_cp(nm, a, b, c, d, e, f)                                  \
    __syscall_cp6(SYS_##nm, a, b, c, d, e, f)

#endif /* MUSL_PORT_SYSCALL_H */

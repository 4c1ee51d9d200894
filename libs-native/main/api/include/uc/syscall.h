/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SYSCALL_H
#define UC_SYSCALL_H

/*
 * Contract "syscall" 1.0, one provider: system calls of Linux as functions.
 *
 * Each is `uc_sys_<name>`, the name Linux' own on 64-bit architectures
 * (openat, newfstatat, pread64), its parameters, numbers and layouts those of
 * Linux on the image's architecture. Its arguments and its result are words: a
 * provider may declare any parameter that fits into a word by its own type
 * (int, size_t, a pointer) and leave out parameters at the end that it does not
 * look at. A result from -4095 to -1 is a negative error number. No other
 * library declares them: a C library calls by name, a table by address.
 *
 * Whoever provides one defines it; where nobody in the image does, the build
 * makes a stub of it that tells so and returns -UC_ENOSYS.
 *
 * Context of all: thread.
 */
#include <uc/types.h>

/* One for each call that the image lacks. */
struct uc_syscall_stub {
    const char *name;
    unsigned calls;
    struct uc_syscall_stub *next; /* in the order of their first calls */
};

/*
 * Called by stubs: at the first time prints the name, and (caller), which the
 * runner turns into function and line. Returns -UC_ENOSYS.
 */
long uc_syscall_missing(struct uc_syscall_stub *stub, const void *caller);

/* Lists the calls that were missed, and how often; nothing where none was. */
void uc_syscall_report(void);

/* Weak hook, called by a C library before the image ends: there with stubs. */
void uc_hook_syscall_report(void);

#endif /* UC_SYSCALL_H */

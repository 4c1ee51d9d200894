/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_THREAD_POINTER_H
#define UC_PLAT_THREAD_POINTER_H

/*
 * Part of contract "plat", for images with option api.threadPointer: those
 * whose programs have thread-local variables. System code has none.
 */
#include <uc/types.h>

/*
 * Sets the register that the ABI names the thread pointer: the base of %fs on
 * x86_64, TPIDRURO on arm32. Threads of a scheduler call
 * uc_thread_pointer_set (uc/sched.h) instead, which keeps it over switches.
 *
 * Context: thread or boot.
 * Spec: System V ABI, AMD64 supplement 1.0, 3.4.2; ELF Handling for
 * Thread-Local Storage, 3.4.
 */
void uc_plat_thread_pointer_set(void *pointer);

/*
 * Where each thread's copy of the thread-local variables comes from: [start,
 * data_end) is copied, [data_end, end) is zero; (alignment) minus (start) is
 * the alignment in bytes. Named by the platform's linker script; without such
 * variables all of it is empty.
 */
extern const char uc_tls_start[] __attribute__((visibility("hidden")));
extern const char uc_tls_data_end[] __attribute__((visibility("hidden")));
extern const char uc_tls_end[] __attribute__((visibility("hidden")));
extern const char uc_tls_alignment[] __attribute__((visibility("hidden")));

#endif /* UC_PLAT_THREAD_POINTER_H */

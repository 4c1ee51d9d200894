/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POSIX_SIGNAL_H
#define UC_POSIX_SIGNAL_H

/*
 * Contract "posix-signal" 1.0, one provider: system calls on signals
 * (uc/syscall.h), and what a C library does at the end of those that wait.
 */
#include <uc/types.h>

/*
 * A thread has signals that are to be delivered, maybe the caller. Only a hint:
 * it costs a call that has none one load.
 */
extern bool uc_posix_signal_due;

/*
 * Delivers what the calling thread has pending and not blocked: handlers run
 * before this returns, or never return here (siglongjmp). To be called where no
 * state of a library is open, before a system call, with 0, and after it, with
 * its (result). Returns true where the call is to be made again (SA_RESTART).
 * Context: thread.
 */
bool uc_posix_signal_deliver(long result);

#endif /* UC_POSIX_SIGNAL_H */

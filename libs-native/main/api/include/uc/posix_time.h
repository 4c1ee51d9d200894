/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POSIX_TIME_H
#define UC_POSIX_TIME_H

/*
 * Contract "posix-time" 1.0, one provider: system calls on clocks and sleeping
 * (uc/syscall.h), and what other libraries of POSIX need of it.
 */
#include <uc/types.h>

/*
 * Sleeps until (deadline), of uc_plat_clock_monotonic: other threads run
 * meanwhile, where the image has a scheduler; else it idles. Returns 0;
 * -UC_EINTR where a signal ended it. Context: thread.
 */
int uc_posix_sleep_until(uc_nsec_t deadline);

#endif /* UC_POSIX_TIME_H */

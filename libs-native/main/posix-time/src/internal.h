/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_TIME_INTERNAL_H
#define POSIX_TIME_INTERNAL_H

#include <uc/types.h>

/* struct __kernel_timespec: 64 bits each, on every architecture. */
struct posix_time_spec {
    int64_t s;
    int64_t ns;
};

/* struct __kernel_old_timeval. */
struct posix_time_val {
    long s;
    long us;
};

/* Spec: Linux, include/uapi/linux/time.h. */
enum posix_time_clock {
    POSIX_TIME_REALTIME = 0,
    POSIX_TIME_MONOTONIC = 1,
    POSIX_TIME_PROCESS_CPU = 2,
    POSIX_TIME_THREAD_CPU = 3,
    POSIX_TIME_MONOTONIC_RAW = 4,
    POSIX_TIME_REALTIME_COARSE = 5,
    POSIX_TIME_MONOTONIC_COARSE = 6,
    POSIX_TIME_BOOTTIME = 7,
};

enum {
    POSIX_TIME_NS_PER_S = 1000000000,
};

/* Stores what clock (id) says. Returns 0 or -UC_EINVAL. */
int posix_time_now(int id, uc_nsec_t *out);

/* The calling system call was interrupted, and is not to be begun again. */
void posix_time_interrupted(void);

#endif /* POSIX_TIME_INTERNAL_H */

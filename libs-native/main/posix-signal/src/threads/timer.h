/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SIGNAL_TIMER_H
#define POSIX_SIGNAL_TIMER_H

#include <uc/timer.h>

#include "../internal.h"
#include "time.h"

/* How it tells. Spec: Linux, include/uapi/asm-generic/siginfo.h. */
enum posix_signal_notify {
    POSIX_SIGNAL_NOTIFY_SIGNAL = 0,
    POSIX_SIGNAL_NOTIFY_NONE = 1,
    POSIX_SIGNAL_NOTIFY_THREAD_ID = 4,
};

/* A timer that sends a signal whenever its time has come. */
struct posix_signal_timer {
    struct uc_timer timer;
    struct posix_signal_entry entry;
    struct posix_signal_info info; /* to send */
    uc_nsec_t next;     /* by the monotonic clock; UC_NEVER: not set */
    uc_nsec_t interval; /* 0: once */
    int notify;
    int tid; /* 0: to the process */
    unsigned serial;
};

void posix_signal_timer_init(struct posix_signal_timer *t);

/* Sets it off in (value) ns, 0: not at all, and then every (interval) ns. */
void posix_signal_timer_set(struct posix_signal_timer *t, uc_nsec_t value,
                            uc_nsec_t interval);

/* Nanoseconds to the next time; 0: it is not set. */
uc_nsec_t posix_signal_timer_left(const struct posix_signal_timer *t);

#endif /* POSIX_SIGNAL_TIMER_H */

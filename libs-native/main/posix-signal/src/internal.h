/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SIGNAL_INTERNAL_H
#define POSIX_SIGNAL_INTERNAL_H

#include <uc/types.h>

/* Numbers of Linux' generic table. Spec: asm-generic/signal.h. */
enum {
    POSIX_SIGNAL_QUIT = 3,
    POSIX_SIGNAL_ILL = 4,
    POSIX_SIGNAL_TRAP = 5,
    POSIX_SIGNAL_ABRT = 6,
    POSIX_SIGNAL_BUS = 7,
    POSIX_SIGNAL_FPE = 8,
    POSIX_SIGNAL_KILL = 9,
    POSIX_SIGNAL_SEGV = 11,
    POSIX_SIGNAL_CHLD = 17,
    POSIX_SIGNAL_CONT = 18,
    POSIX_SIGNAL_STOP = 19,
    POSIX_SIGNAL_URG = 23,
    POSIX_SIGNAL_WINCH = 28,
    POSIX_SIGNAL_SYS = 31,
    POSIX_SIGNAL_MAX = 64,
    POSIX_SIGNAL_PID = 1, /* there is one process */
};

/* A set of signals; signal n is bit n - 1. */
typedef uint64_t posix_signal_set;

static inline posix_signal_set posix_signal_bit(int signal)
{
    return (posix_signal_set)1 << (signal - 1);
}

enum {
    POSIX_SIGNAL_SA_SIGINFO = 4,
    POSIX_SIGNAL_SA_ONSTACK = 0x08000000,
    POSIX_SIGNAL_SA_NODEFER = 0x40000000,
};
#define POSIX_SIGNAL_SA_RESETHAND 0x80000000ul

/* The kernel's struct sigaction, of architectures with a restorer. */
struct posix_signal_action {
    uintptr_t handler; /* 0 default, 1 ignore */
    unsigned long flags;
    uintptr_t restorer;
    posix_signal_set mask;
};

/* Who hears of signals of (mask) that stay pending. (notify) does not block. */
struct posix_signal_watch {
    posix_signal_set mask;
    void (*notify)(struct posix_signal_watch *watch);
    struct posix_signal_watch *next;
};

struct posix_signals {
    posix_signal_set pending;
    struct posix_signal_watch *watches;
    struct posix_signal_action actions[POSIX_SIGNAL_MAX];
};

extern struct posix_signals posix_signals;

/* What the calling thread has blocked. */
posix_signal_set *posix_signal_blocked(void);

/* siginfo_t, of which only this is set. Spec: asm-generic/siginfo.h. */
struct posix_signal_info {
    int signal;
    int error;
    int code;
    void *address; /* of faults, on architectures of 32 and 64 bits */
    int pad[27];
};

/* Calls the handler that the program has set for (info->signal). */
void posix_signal_call(const struct posix_signal_info *info);

/* Does what the process has set for (signal), or keeps it while blocked. */
void posix_signal_send(int signal);

/* Delivers what is pending and not blocked any more. */
void posix_signal_deliver(void);

/*
 * Where thread (tid) is another one: ends what it waits for, unless (signal) is
 * 0. Returns 0; -UC_ESRCH.
 */
int posix_signal_interrupt(int tid, int signal);

#endif /* POSIX_SIGNAL_INTERNAL_H */

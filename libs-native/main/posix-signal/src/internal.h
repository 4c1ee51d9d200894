/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SIGNAL_INTERNAL_H
#define POSIX_SIGNAL_INTERNAL_H

#include <uc/compiler.h>
#include <uc/posix_signal.h>
#include <uc/posix_thread.h>
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
    POSIX_SIGNAL_ALRM = 14,
    POSIX_SIGNAL_CHLD = 17,
    POSIX_SIGNAL_CONT = 18,
    POSIX_SIGNAL_STOP = 19,
    POSIX_SIGNAL_URG = 23,
    POSIX_SIGNAL_WINCH = 28,
    POSIX_SIGNAL_SYS = 31,
    POSIX_SIGNAL_REALTIME = 32, /* from here on each is queued */
    POSIX_SIGNAL_MAX = 64,
    POSIX_SIGNAL_PID = 1, /* there is one process */
};

/* Spec: Linux, include/uapi/asm-generic/siginfo.h. */
enum {
    POSIX_SIGNAL_SI_USER = 0,
    POSIX_SIGNAL_SI_KERNEL = 0x80,
    POSIX_SIGNAL_SI_TIMER = -2,
    POSIX_SIGNAL_SI_TKILL = -6,
};

/* A set of signals; signal n is bit n - 1. */
typedef uint64_t posix_signal_set;

static inline posix_signal_set posix_signal_bit(int signal)
{
    return (posix_signal_set)1 << (signal - 1);
}

/* What nobody can block, wait for or ignore. */
#define POSIX_SIGNAL_NEVER                                                     \
    (posix_signal_bit(POSIX_SIGNAL_KILL) | posix_signal_bit(POSIX_SIGNAL_STOP))

enum {
    POSIX_SIGNAL_SA_SIGINFO = 4,
    POSIX_SIGNAL_SA_ONSTACK = 0x08000000,
    POSIX_SIGNAL_SA_RESTART = 0x10000000,
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

/* siginfo_t. Spec: include/uapi/asm-generic/siginfo.h. */
struct posix_signal_info {
    int signal;
    int error;
    int code;
    union {
        void *address; /* of faults, on architectures of 32 and 64 bits */
        struct {
            int id;     /* of the sender, or of the timer */
            int detail; /* user of the sender, or how often a timer overran */
            uintptr_t value; /* union sigval */
        };
        char size[128 - sizeof(void *) * (sizeof(void *) == 8 ? 2 : 3)];
    };
};

_Static_assert(sizeof(struct posix_signal_info) == 128, "Linux");

/* What is known of a signal that is pending. */
struct posix_signal_entry {
    struct posix_signal_entry *next;
    struct posix_signal_info info;
    int tid; /* to whom; 0: to the process */
    unsigned serial;
    int taken; /* (info.detail) of the last that was taken */
    bool queued;
    bool kept; /* a timer's: not freed */
};

/* Who hears of signals of (mask) that stay pending. (notify) does not block. */
struct posix_signal_watch {
    posix_signal_set mask;
    void (*notify)(struct posix_signal_watch *watch);
    struct posix_signal_watch *next;
};

struct posix_signals {
    posix_signal_set pending; /* sent to the process */
    struct posix_signal_watch *watches;
    struct posix_signal_action actions[POSIX_SIGNAL_MAX];
};

extern struct posix_signals posix_signals;

/* Where the image has no threads there is the caller's alone. */
struct uc_posix_thread_signals *posix_signal_of(int tid);

/* As uc_posix_thread_any. */
int posix_signal_any(bool (*visit)(struct uc_posix_thread_signals *s,
                                   void *arg),
                     void *arg);

static inline posix_signal_set *posix_signal_blocked(void)
{
    return &posix_signal_of(0)->blocked;
}

/* Ends what thread (tid) waits for. Returns 0; -UC_ESRCH. */
int posix_signal_interrupt(int tid);

/* Does what the default action of (signal) is where that ends the image. */
UC_NORETURN void posix_signal_die(int signal);

/*
 * Sends what (info) says to thread (tid) or, with 0, to the process: who gets
 * it delivers it at the end of its system call, or wakes from it. Where (info)
 * is that of a timer's (entry), this is queued; else a copy, if there is
 * memory.
 *
 * Returns 0; 1 where the action is to end the image, which the caller does;
 * -UC_ESRCH (no such thread), -UC_EAGAIN (too many of real time are queued).
 * Context: thread or work.
 */
int posix_signal_send(int tid, const struct posix_signal_info *info,
                      struct posix_signal_entry *entry);

/* Takes the entry out, if it is queued; all of (signal), which is ignored. */
void posix_signal_unqueue(struct posix_signal_entry *entry);
void posix_signal_forget(int signal);

/* What the calling thread has pending, of its own and of the process. */
posix_signal_set posix_signal_pending(void);

/* Takes the first of what is pending of (set) into (*out). Returns whether. */
bool posix_signal_take(posix_signal_set set, struct posix_signal_info *out);

/* Whether its action is to do nothing, or to end the image. */
bool posix_signal_is_ignored(int signal);
bool posix_signal_is_fatal(int signal);

/* Whether (sp) lies on the alternate stack of (s). */
static inline bool
posix_signal_is_on_stack(const struct uc_posix_thread_signals *s, uintptr_t sp)
{
    return s->stack != NULL && sp - (uintptr_t)s->stack <= s->stack_bytes;
}

/* Calls the handler that the program has set for (info->signal). */
void posix_signal_call(const struct posix_signal_info *info);

struct posix_signal_delivered {
    unsigned handlers;
    bool restart; /* all of them had SA_RESTART */
};

/* Delivers what is pending and not blocked any more. */
struct posix_signal_delivered posix_signal_deliver(void);

#endif /* POSIX_SIGNAL_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POSIX_THREAD_H
#define UC_POSIX_THREAD_H

/*
 * Contract "posix-thread" 1.0, one provider: system calls on threads and
 * futexes (uc/syscall.h). What is no function call on Linux, since it returns
 * twice or never, has a function of its own here.
 */
#include <uc/compiler.h>
#include <uc/types.h>
#include <uc/wait.h>

/* What Linux' clone takes, for a thread of the process. */
struct uc_clone {
    int (*function)(void *arg); /* its result is nobody's */
    void *arg;
    void *stack_top; /* the caller's memory, until the thread has ended */
    unsigned flags;  /* CLONE_x */
    int *parent_tid; /* CLONE_PARENT_SETTID */
    void *pointer;   /* CLONE_SETTLS */
    int *child_tid;  /* CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID */
};

/*
 * Starts a thread. Returns its number; -UC_EINVAL (anything but a thread that
 * shares memory, files and handlers), -UC_ENOMEM.
 */
int uc_clone(const struct uc_clone *clone);

/*
 * As uc_waitq_wait, for a system call of the calling thread: a signal may end
 * it. Returns 0, sometimes for nothing; -UC_ETIMEDOUT, -UC_EINTR, which the
 * whole call then returns. A call that waited without a deadline is begun again
 * where the signal's action asks for it (SA_RESTART), unless it says
 * uc_posix_thread_no_restart, after the wait.
 */
int uc_posix_thread_wait(struct uc_waitq *wq, struct uc_spinlock *lock,
                         uc_nsec_t deadline);

/*
 * Waits until (deadline), UC_NEVER for ever, in a system call of the calling
 * thread: only a signal ends that, or what cancels the thread. Returns
 * -UC_ETIMEDOUT, -UC_EINTR, of which uc_posix_thread_wait says more.
 */
int uc_posix_thread_sleep(uc_nsec_t deadline);

/*
 * Ends the wait of thread (number) in a system call with EINTR, where it waits
 * in one. Returns 0; -UC_ESRCH.
 */
int uc_posix_thread_interrupt(int number);

void uc_posix_thread_no_restart(void);

/* What the library of signals keeps of each thread. */
struct uc_posix_thread_signals {
    uint64_t blocked; /* a new thread has those of the one that starts it */
    uint64_t pending; /* sent to this thread */
    uint64_t awaited; /* what it waits for in sigtimedwait */
    void *stack;      /* of sigaltstack; NULL: none */
    size_t stack_bytes;
    unsigned serial;  /* no other thread's, not even one of the same number */
    bool interrupted; /* what it waits for, or will wait for next, is to end */
    bool restarts;    /* the wait that was interrupted may begin again */
};

/*
 * Those of thread (number), 0 for the calling one; NULL where there is none.
 * Context: also exception.
 */
struct uc_posix_thread_signals *uc_posix_thread_signals(int number);

/*
 * Calls (visit) with the number of each thread, the caller's first, until it
 * returns true. Returns that number, or 0. Context: thread or work.
 */
int uc_posix_thread_any(bool (*visit)(struct uc_posix_thread_signals *s,
                                      void *arg),
                        void *arg);

/* Ends the calling thread and unmaps what it stands on. */
UC_NORETURN void uc_clone_exit(void *base, size_t bytes);

#endif /* UC_POSIX_THREAD_H */

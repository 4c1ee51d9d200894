/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_THREAD_INTERNAL_H
#define POSIX_THREAD_INTERNAL_H

#include <uc/posix_thread.h>
#include <uc/sched.h>
#include <uc/wait.h>

enum {
    /* In bytes, with the NUL. Spec: Linux, TASK_COMM_LEN. */
    POSIX_THREAD_NAME = 16,
};

/* One for each thread of the program, in the order of their numbers. */
struct posix_thread {
    struct posix_thread *next;
    struct uc_thread *thread;
    int number;
    int *clear; /* zeroed and woken when it has ended; may be NULL */
    int (*function)(void *arg);
    void *arg;
    void *pointer;
    const void *robust; /* kept for who asks for it */
    struct uc_posix_thread_signals signals;
    struct uc_waitq *waits; /* in a system call; else NULL */
    struct uc_spinlock *waits_lock;
    void *unmap; /* what it stands on, to be unmapped; may be NULL */
    size_t unmap_bytes;
    char name[POSIX_THREAD_NAME]; /* ends with a NUL */
};

/* The caller's. Threads of the system have none of their own: the first's. */
struct posix_thread *posix_thread_self(void);

extern struct posix_thread posix_thread_first;

long uc_sys_futex(unsigned *word, int operation, unsigned value,
                  uintptr_t timeout, unsigned *word2, unsigned value3);
long uc_sys_munmap(void *base, size_t bytes);

struct posix_thread *posix_thread_find(int number);

/* Wakes up to (n) waiters of (word) whose bits are among (bits). */
unsigned posix_thread_wake(const unsigned *word, unsigned n, unsigned bits);

#endif /* POSIX_THREAD_INTERNAL_H */

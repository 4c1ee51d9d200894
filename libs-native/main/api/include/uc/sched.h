/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SCHED_H
#define UC_SCHED_H

/*
 * Contract "sched" 1.0, one provider: threads, wait queues (uc/wait.h), mutexes
 * (uc/mutex.h), semaphores (uc/sem.h), deferred work (uc/work.h), timers
 * (uc/timer.h). Works from init level 2 on; the boot code becomes the first
 * thread.
 */
#include <uc/types.h>

struct uc_thread;

struct uc_thread_attr {
    const char *name;   /* kept by reference; NULL is "thread" */
    size_t stack_bytes; /* 0 is the scheduler's default; rounded up to pages */
    /*
     * Where the caller's own memory for the stack ends; NULL: the scheduler's.
     * What the scheduler keeps of the thread lies there as well, so such a
     * thread is neither joined nor detached: (ended)(arg) tells that it is
     * gone. That must not block. Only where contract posix-thread is in the
     * image.
     */
    void *stack_top;
    void (*ended)(void *arg);
};

/*
 * Starts a thread that runs (fn)(arg). (attr) may be NULL. (out) may be NULL;
 * then the thread is detached: its memory goes when it ends.
 *
 * Errors: -UC_ENOMEM.
 * Context: thread, where it may let the new thread run first; or work.
 * Owns: the caller must uc_thread_join() or uc_thread_detach() (*out) once.
 */
int uc_thread_create(struct uc_thread **out, const struct uc_thread_attr *attr,
                     void (*fn)(void *arg), void *arg);

/* Ends the calling thread; never the first thread (that one calls uc_exit). */
void uc_thread_exit(void) __attribute__((noreturn));

/* Waits until (thread) has ended and frees it. Context: thread. */
void uc_thread_join(struct uc_thread *thread);

/* Lets (thread) free itself when it ends. Context: thread. */
void uc_thread_detach(struct uc_thread *thread);

/* Context: thread. */
struct uc_thread *uc_thread_self(void);
const char *uc_thread_name(const struct uc_thread *thread);

/* Lowest and one past the highest address of the caller's stack. */
void uc_thread_stack(uintptr_t *lo, uintptr_t *hi);

/*
 * Sets the caller's thread pointer (uc/plat/thread_pointer.h), and again
 * whenever it comes to run. A thread that has none runs with that of whoever
 * ran before it. Only in images with option api.threadPointer. Context: thread.
 */
void uc_thread_pointer_set(void *pointer);

/* Lets others of the same priority run, and pending work. Context: thread. */
void uc_yield(void);

/*
 * As uc_yield, for whoever interrupted the caller at any instruction of the
 * application (lib-sched-preempt): looks after timers and interrupts first.
 * Returns at once while the caller holds a spinlock, and in what the scheduler
 * runs for the application, timers and work. Context: thread.
 */
void uc_sched_preempt(void);

/*
 * What uc_sched_preempt calls at its end, in the thread that was interrupted;
 * NULL: nothing. Only in images with option api.preempt.
 */
extern void (*uc_sched_preempted)(void);

/* Context: thread. Returns at (deadline), of uc_plat_clock_monotonic, or later.
 */
void uc_sleep_until(uc_nsec_t deadline);

/*
 * Prints a line for each thread, "thread NAME: " and its state, for panics:
 * contract "boot" calls it there, where the image holds a scheduler. Takes no
 * lock, allocates nothing and reads no other stack. Context: any.
 */
void uc_sched_print(void);

/* How often contexts were switched since boot. Context: any. */
uint64_t uc_sched_switches(void);

#endif /* UC_SCHED_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SCHED_COOP_INTERNAL_H
#define SCHED_COOP_INTERNAL_H

#include <uc/arch.h>
#include <uc/percpu.h>
#include <uc/sched.h>
#include <uc/sched_coop/stats.h>
#include <uc/timer.h>
#include <uc/wait.h>

/* Stands in a wait queue while its thread waits there. */
struct uc_waiter {
    struct uc_waiter *next;
    struct uc_waiter *prev;
    struct uc_waitq *wq; /* NULL while it waits nowhere */
    bool timed_out;
};

enum sched_coop_state {
    SCHED_COOP_READY, /* runs, or stands in the run queue */
    SCHED_COOP_WAITING,
    SCHED_COOP_ENDED,
};

/* Lies at the upper end of its stack's pages; the first thread's is static. */
struct uc_thread {
    struct uc_arch_context context;
    struct uc_thread *next; /* run queue, or stack cache */
    struct uc_waiter waiter;
    struct uc_timer timeout; /* of waiter, or of uc_sleep_until */
    void (*fn)(void *arg);
    void *arg;
    const char *name;
    uintptr_t stack_low;
    uintptr_t stack_high;
    size_t pages; /* 0: the first thread, whose stack is the platform's */
    enum sched_coop_state state;
    bool detached;
    bool guarded;
    struct uc_waitq joiners;
    void *pointer;              /* thread pointer; NULL: none */
    void (*ended)(void *arg);   /* of a stack that is the caller's */
    struct uc_thread *all_next; /* ring of all threads */
    struct uc_thread *all_prev;
};

struct sched_coop_queue {
    struct uc_thread *first;
    struct uc_thread *last;
};

struct sched_coop_cpu {
    struct uc_thread *current;
    struct sched_coop_queue run;
    unsigned points_left; /* scheduling points until the next look outside */
    bool picks;     /* with preemption: (current) looks for the next thread */
    uint16_t locks; /* with preemption: spinlocks that (current) holds */
    uint64_t switches;
    void *pointer; /* the thread pointer that is set */
};

extern struct sched_coop_cpu sched_coop_cpu;
extern struct uc_thread sched_coop_first;
extern struct uc_sched_coop_stats sched_coop_stats;

/* Appends (thread) to the run queue. */
void sched_coop_ready(struct uc_thread *thread);

/*
 * Gives the CPU to whoever is ready, or idles; returns when the caller, whose
 * state says that it waits or has ended, is ready again and its turn has come.
 */
void sched_coop_block(void);

/* Runs timers whose time has come. Returns the next deadline or UC_NEVER. */
uc_nsec_t sched_coop_timers_run(void);

/* The deadline of the next timer, without a look at the clock. */
uc_nsec_t sched_coop_timers_next(void);

/* Whether work is raised. */
bool sched_coop_work_raised(void);

/*
 * Puts the caller at the end of (wq) and blocks until it is taken out or
 * (deadline) passes: 0 or -UC_ETIMEDOUT.
 */
int sched_coop_wait(struct uc_waitq *wq, uc_nsec_t deadline);

/* Takes the first waiter out and makes it ready; NULL where there is none. */
struct uc_thread *sched_coop_wake(struct uc_waitq *wq);

/* Panics where the stack of (thread) has grown over its end. */
void sched_coop_check_stack(const struct uc_thread *thread);

/* Called by the scheduler's init step. */
void sched_coop_thread_init(struct uc_thread *thread);

#endif /* SCHED_COOP_INTERNAL_H */

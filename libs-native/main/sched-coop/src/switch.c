/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The run queue, and how the CPU goes from one thread to the next. There is no
 * idle thread: whoever blocks looks for the next one itself, and idles if there
 * is none. So a thread that is woken at once goes on without any switch.
 */
#include <uc/assert.h>
#include <uc/init.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>
#include <uc/plat/thread_pointer.h>
#include <uc/trace.h>
#include <uc/work.h>

#include "internal.h"

enum {
    /*
     * While threads keep the CPU busy, timers and interrupts that do not come
     * by themselves are looked after once in so many scheduling points.
     */
    POINTS_BETWEEN_LOOKS = 64,
};

#if UC_CONFIG_API_SMP
#error "sched-coop serves one CPU"
#endif

struct uc_thread sched_coop_first = {.name = "main"};
struct sched_coop_cpu sched_coop_cpu = {
    .current = &sched_coop_first,
    .points_left = POINTS_BETWEEN_LOOKS,
};
struct uc_sched_coop_stats sched_coop_stats;

void sched_coop_ready(struct uc_thread *thread)
{
    struct sched_coop_queue *run = &sched_coop_cpu.run;

    thread->state = SCHED_COOP_READY;
    thread->next = NULL;
    if (run->first == NULL) {
        run->first = thread;
    } else {
        run->last->next = thread;
    }
    run->last = thread;
}

static void look_outside(void)
{
    sched_coop_cpu.points_left = POINTS_BETWEEN_LOOKS;
    uc_plat_poll();
    sched_coop_timers_run();
}

/* Sleeps until an interrupt raises work or a timer is due. */
static void idle(void)
{
    unsigned long irqs = uc_plat_irq_save();

    /* Masked, and looked again: what comes from here on ends the idling. */
    if (!sched_coop_work_raised()) {
        UC_TRACE(UC_TRACE_INSTANT, "sched.idle", "", 0, "", 0);
        if (UC_CONFIG_SCHED_COOP_STATS) {
            uc_nsec_t start = uc_plat_clock_monotonic();

            uc_plat_idle(sched_coop_timers_next());
            sched_coop_stats.idles++;
            sched_coop_stats.idle_ns += uc_plat_clock_monotonic() - start;
        } else {
            uc_plat_idle(sched_coop_timers_next());
        }
    }
    uc_plat_irq_restore(irqs);
    UC_TRACE(UC_TRACE_INSTANT, "sched.awake", "", 0, "", 0);
    sched_coop_cpu.points_left = POINTS_BETWEEN_LOOKS;
    if (sched_coop_timers_next() != UC_NEVER) {
        sched_coop_timers_run();
    }
}

/* One scheduling point: work first, then the first ready thread. */
static struct uc_thread *pick(void)
{
    struct sched_coop_queue *run = &sched_coop_cpu.run;

    if (UC_UNLIKELY(--sched_coop_cpu.points_left == 0)) {
        look_outside();
    }
    for (;;) {
        if (UC_UNLIKELY(sched_coop_work_raised())) {
            uc_work_run_pending();
        }
        struct uc_thread *thread = run->first;
        if (UC_LIKELY(thread != NULL)) {
            run->first = thread->next;
            return thread;
        }
        idle();
    }
}

/* Threads of the system have none, and leave that of the program as it is. */
static void show_pointer(void *pointer)
{
    if (UC_CONFIG_API_THREAD_POINTER && pointer != NULL &&
        pointer != sched_coop_cpu.pointer) {
        sched_coop_cpu.pointer = pointer;
        uc_plat_thread_pointer_set(pointer);
    }
}

void uc_thread_pointer_set(void *pointer)
{
    sched_coop_cpu.current->pointer = pointer;
    show_pointer(pointer);
}

void sched_coop_block(void)
{
    struct uc_thread *self = sched_coop_cpu.current;

    if (UC_CONFIG_SCHED_COOP_PREEMPT) {
        sched_coop_cpu.picks = true;
    }
    struct uc_thread *thread = pick();
    if (UC_CONFIG_SCHED_COOP_PREEMPT) {
        sched_coop_cpu.picks = false;
    }
    if (thread == self) {
        return;
    }
    if (UC_CONFIG_SCHED_COOP_STACK_CHECK) {
        sched_coop_check_stack(self);
    }
    UC_TRACE(UC_TRACE_INSTANT, "sched.switch", "to",
             (uint32_t)(uintptr_t)thread, "", 0);
    sched_coop_cpu.current = thread;
    sched_coop_cpu.switches++;
    show_pointer(thread->pointer);
    uc_arch_context_switch(&self->context, &thread->context);
}

void uc_yield(void)
{
    sched_coop_ready(sched_coop_cpu.current);
    sched_coop_block();
}

uint64_t uc_sched_switches(void)
{
    return sched_coop_cpu.switches;
}

struct uc_thread *uc_thread_self(void)
{
    return sched_coop_cpu.current;
}

void uc_sched_coop_stats(struct uc_sched_coop_stats *out)
{
    *out = sched_coop_stats;
}

static int sched_coop(void)
{
    struct uc_thread *first = &sched_coop_first;

    /*
     * The platform's stack ends in the page that holds it now, as far as is
     * known: start-up is not deep, and nobody else tells.
     */
    first->stack_low = 0;
    first->stack_high = UC_ALIGN_UP(uc_arch_stack_pointer(), UC_PAGE_SIZE);
    sched_coop_thread_init(first);
    return 0;
}

UC_INIT(2, sched_coop);

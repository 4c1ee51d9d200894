/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/pages.h>
#include <uc/plat/memory.h>
#include <uc/trace.h>

#include "internal.h"

enum {
    CANARY = 0x5ca1ab1e,
};

/* Stacks of the default size that nobody uses, their guards still set. */
static struct {
    struct uc_thread *first;
    unsigned count;
} cache;

/*
 * The detached thread that ended last. It could not free the stack that it
 * stood on; the next one that is started or ends does it.
 */
static struct uc_thread *dead;

static size_t pages_for(size_t stack_bytes)
{
    if (stack_bytes == 0) {
        stack_bytes = UC_CONFIG_SCHED_COOP_STACK_SIZE;
    }
    return (stack_bytes - 1) / UC_PAGE_SIZE + 1; /* SIZE_MAX as well */
}

static uint32_t *canary_of(const struct uc_thread *thread)
{
    return (uint32_t *)thread->stack_low;
}

void sched_coop_check_stack(const struct uc_thread *thread)
{
    if (thread->pages > 0 && *canary_of(thread) != CANARY) {
        uc_panic("thread %s: its stack of %zu bytes was too small",
                 thread->name, thread->stack_high - thread->stack_low);
    }
}

/* The thread's struct at the top of new pages, with a guard page below. */
static struct uc_thread *new_stack(size_t pages)
{
    size_t with_guard = pages + UC_CONFIG_SCHED_COOP_STACK_GUARD;
    char *base = uc_pages_alloc(with_guard);

    if (base == NULL) {
        return NULL;
    }
    char *top = base + (with_guard << UC_PAGE_SHIFT);
    struct uc_thread *thread = (struct uc_thread *)(void *)UC_ALIGN_DOWN(
        (uintptr_t)top - sizeof(struct uc_thread), (uintptr_t)16);
    *thread = (struct uc_thread){
        .pages = with_guard,
        .stack_low = (uintptr_t)base,
        .stack_high = (uintptr_t)thread,
    };
    if (UC_CONFIG_SCHED_COOP_STACK_GUARD) {
        thread->guarded = uc_plat_memory_guard(base, true) == 0;
        /* Where the platform cannot, the page is more stack. */
        thread->stack_low += thread->guarded ? UC_PAGE_SIZE : 0;
    }
    return thread;
}

static void free_stack(struct uc_thread *thread)
{
    char *base = (char *)thread->stack_low;
    size_t pages = thread->pages;

    if (thread->guarded) {
        base -= UC_PAGE_SIZE;
        UC_ASSERT(uc_plat_memory_guard(base, false) == 0);
    }
    uc_pages_free(base, pages);
}

static struct uc_thread *take_stack(size_t pages)
{
    struct uc_thread *thread = cache.first;

    if (pages != pages_for(0) || thread == NULL) {
        return new_stack(pages);
    }
    cache.first = thread->next;
    cache.count--;
    if (UC_CONFIG_SCHED_COOP_STATS) {
        sched_coop_stats.stacks_reused++;
    }
    return thread;
}

/* (thread) has ended and does not stand on its stack any more. */
static void give_stack(struct uc_thread *thread)
{
    if (thread->pages == pages_for(0) + UC_CONFIG_SCHED_COOP_STACK_GUARD &&
        cache.count < UC_CONFIG_SCHED_COOP_STACK_CACHE) {
        thread->next = cache.first;
        cache.first = thread;
        cache.count++;
    } else {
        free_stack(thread);
    }
}

static void bury_dead(void)
{
    if (dead != NULL) {
        give_stack(dead);
        dead = NULL;
    }
}

/* Nobody says where it begins, so nothing watches over that. */
static struct uc_thread *foreign_stack(const struct uc_thread_attr *attr)
{
    struct uc_thread *thread = (struct uc_thread *)(void *)UC_ALIGN_DOWN(
        (uintptr_t)attr->stack_top - sizeof *thread, (uintptr_t)16);

    *thread = (struct uc_thread){
        .stack_low = 0,
        .stack_high = (uintptr_t)thread,
        .ended = attr->ended,
    };
    return thread;
}

static void forget(struct uc_thread *thread)
{
    thread->all_prev->all_next = thread->all_next;
    thread->all_next->all_prev = thread->all_prev;
}

static void thread_main(void *arg)
{
    struct uc_thread *self = arg;

    self->fn(self->arg);
    uc_thread_exit();
}

int uc_thread_create(struct uc_thread **out, const struct uc_thread_attr *attr,
                     void (*fn)(void *arg), void *arg)
{
    bury_dead();
    struct uc_thread *thread =
        (UC_CONFIG_SCHED_COOP_FOREIGN_STACKS && attr != NULL &&
         attr->stack_top != NULL)
            ? foreign_stack(attr)
            : take_stack(pages_for((attr == NULL) ? 0 : attr->stack_bytes));
    if (thread == NULL) {
        return -UC_ENOMEM;
    }
    thread->fn = fn;
    thread->arg = arg;
    thread->name = (attr == NULL || attr->name == NULL) ? "thread" : attr->name;
    thread->detached = out == NULL;
    thread->joiners = (struct uc_waitq)UC_WAITQ_INIT;
    thread->waiter = (struct uc_waiter){.next = NULL};
    thread->pointer = NULL;
    if (!UC_CONFIG_SCHED_COOP_FOREIGN_STACKS || thread->pages > 0) {
        *canary_of(thread) = CANARY;
    }
    UC_TRACE_THREAD_NAME(thread, thread->name);
    sched_coop_thread_init(thread);
    uc_arch_context_init(&thread->context, (void *)thread->stack_high,
                         thread_main, thread);
    sched_coop_ready(thread);
    if (UC_CONFIG_SCHED_COOP_STATS) {
        sched_coop_stats.threads_created++;
    }
    if (out != NULL) {
        *out = thread;
    }
    return 0;
}

void uc_thread_exit(void)
{
    struct uc_thread *self = sched_coop_cpu.current;

    /* The first thread calls uc_exit. */
    UC_ASSERT(self != &sched_coop_first);
    bury_dead();
    self->state = SCHED_COOP_ENDED;
    if (UC_CONFIG_SCHED_COOP_FOREIGN_STACKS && self->ended != NULL) {
        forget(self);
        /* Whoever runs next does so after the last look at this stack. */
        self->ended(self->arg);
    } else if (self->detached) {
        forget(self);
        dead = self;
    } else {
        uc_waitq_wake_all(&self->joiners);
    }
    sched_coop_block();
    uc_panic("thread %s ran on after its end", self->name);
}

void uc_thread_join(struct uc_thread *thread)
{
    UC_ASSERT(thread != sched_coop_cpu.current && !thread->detached);
    while (thread->state != SCHED_COOP_ENDED) {
        sched_coop_wait(&thread->joiners, UC_NEVER);
    }
    forget(thread);
    give_stack(thread);
}

void uc_thread_detach(struct uc_thread *thread)
{
    UC_ASSERT(!thread->detached);
    if (thread->state == SCHED_COOP_ENDED) {
        forget(thread);
        give_stack(thread);
        return;
    }
    thread->detached = true;
}

const char *uc_thread_name(const struct uc_thread *thread)
{
    return thread->name;
}

void uc_thread_stack(uintptr_t *lo, uintptr_t *hi)
{
    const struct uc_thread *self = sched_coop_cpu.current;

    /* Where the first thread's stack starts, only the platform knows. */
    *lo = (self->pages > 0) ? self->stack_low : uc_arch_stack_pointer();
    *hi = self->stack_high;
}

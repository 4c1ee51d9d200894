/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: timer_create(2), timer_settime(2), timer_getoverrun(2). */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat/clock.h>

#include "timer.h"

enum {
    TIMERS_MAX = 1024,
    TIMER_ABSTIME = 1,
    CLOCK_REALTIME = 0,
    CLOCK_MONOTONIC = 1,
    CLOCK_BOOTTIME = 7,
};

/* struct sigevent of the kernel. */
struct event {
    uintptr_t value;
    int signal;
    int notify;
    int tid;
};

struct setting {
    struct posix_signal_span interval;
    struct posix_signal_span value;
};

struct timer {
    struct posix_signal_timer base;
    struct timer *next;
    int id;
    int clock;
};

long uc_sys_timer_create(int clock, const struct event *event, int *id);
long uc_sys_timer_delete(int id);
long uc_sys_timer_getoverrun(int id);
long uc_sys_timer_gettime(int id, struct setting *out);
long uc_sys_timer_settime(int id, int flags, const struct setting *set,
                          struct setting *old);

static struct timer *first; /* in the order of their numbers */

/* What points to the timer, or to NULL. */
static struct timer **find(int id)
{
    struct timer **at = &first;

    while (*at != NULL && (*at)->id != id) {
        at = &(*at)->next;
    }
    return at;
}

/* Where a timer with the lowest free number (*id) belongs. */
static struct timer **gap(int *id)
{
    struct timer **at = &first;

    *id = 0;
    while (*at != NULL && (*at)->id == *id) {
        at = &(*at)->next;
        (*id)++;
    }
    return at;
}

/* Fills in who is told. Errors: -UC_EINVAL. */
static int aim(struct posix_signal_timer *t, const struct event *event)
{
    t->notify = event->notify;
    t->info = (struct posix_signal_info){
        .signal = event->signal,
        .code = POSIX_SIGNAL_SI_TIMER,
        .value = event->value,
    };
    if (t->notify == POSIX_SIGNAL_NOTIFY_NONE) {
        return 0;
    }
    if (event->signal < 1 || event->signal > POSIX_SIGNAL_MAX) {
        return -UC_EINVAL;
    }
    if (t->notify == POSIX_SIGNAL_NOTIFY_THREAD_ID) {
        const struct uc_posix_thread_signals *s =
            event->tid <= 0 ? NULL : posix_signal_of(event->tid);

        if (s == NULL) {
            return -UC_EINVAL;
        }
        t->tid = event->tid;
        t->serial = s->serial;
        return 0;
    }
    return t->notify == POSIX_SIGNAL_NOTIFY_SIGNAL ? 0 : -UC_EINVAL;
}

long uc_sys_timer_create(int clock, const struct event *event, int *id)
{
    struct posix_signal_timer base = {.notify = POSIX_SIGNAL_NOTIFY_SIGNAL};
    int number;
    struct timer **at = gap(&number);
    const struct event alarm = {(uintptr_t)number, POSIX_SIGNAL_ALRM,
                                POSIX_SIGNAL_NOTIFY_SIGNAL, 0};

    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME) {
        return -UC_EINVAL;
    }
    int err = aim(&base, event == NULL ? &alarm : event);
    if (err < 0) {
        return err;
    }
    if (id == NULL) {
        return -UC_EFAULT;
    }
    struct timer *t = number < TIMERS_MAX ? uc_malloc(sizeof *t) : NULL;
    if (t == NULL) {
        return -UC_EAGAIN;
    }
    *t =
        (struct timer){.base = base, .next = *at, .id = number, .clock = clock};
    t->base.info.id = number;
    posix_signal_timer_init(&t->base);
    *at = t;
    *id = number;
    return 0;
}

long uc_sys_timer_delete(int id)
{
    struct timer **at = find(id);
    struct timer *t = *at;

    if (t == NULL) {
        return -UC_EINVAL;
    }
    *at = t->next;
    uc_timer_cancel(&t->base.timer);
    posix_signal_unqueue(&t->base.entry);
    uc_free(t);
    return 0;
}

static struct posix_signal_span from_ns(uc_nsec_t ns)
{
    return (struct posix_signal_span){(int64_t)(ns / POSIX_SIGNAL_NS_PER_S),
                                      (int64_t)(ns % POSIX_SIGNAL_NS_PER_S)};
}

long uc_sys_timer_gettime(int id, struct setting *out)
{
    const struct timer *t = *find(id);

    if (t == NULL) {
        return -UC_EINVAL;
    }
    if (out == NULL) {
        return -UC_EFAULT;
    }
    *out = (struct setting){from_ns(t->base.interval),
                            from_ns(posix_signal_timer_left(&t->base))};
    return 0;
}

long uc_sys_timer_settime(int id, int flags, const struct setting *set,
                          struct setting *old)
{
    struct timer *t = *find(id);
    uc_nsec_t value, interval;

    if (t == NULL || set == NULL ||
        posix_signal_to_ns(&set->value, &value) < 0 ||
        posix_signal_to_ns(&set->interval, &interval) < 0) {
        return -UC_EINVAL;
    }
    if (old != NULL) {
        (void)uc_sys_timer_gettime(id, old);
    }
    if (value > 0 && (flags & TIMER_ABSTIME) != 0) {
        const uc_nsec_t now = t->clock == CLOCK_REALTIME
                                  ? uc_plat_clock_wall()
                                  : uc_plat_clock_monotonic();
        value = value > now ? value - now : 1;
    }
    t->base.entry.taken = 0;
    posix_signal_timer_set(&t->base, value, interval);
    return 0;
}

long uc_sys_timer_getoverrun(int id)
{
    const struct timer *t = *find(id);

    return t == NULL ? -UC_EINVAL : t->base.entry.taken;
}

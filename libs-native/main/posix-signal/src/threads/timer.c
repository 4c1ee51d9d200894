/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/sched.h>

#include "timer.h"

enum {
    /* However short the interval: what expires between is an overrun. */
    GAP_NS = 100000,
};

int posix_signal_to_ns(const struct posix_signal_span *span, uc_nsec_t *out)
{
    if (span->s < 0 || span->ns < 0 || span->ns >= POSIX_SIGNAL_NS_PER_S) {
        return -UC_EINVAL;
    }
    *out = (uint64_t)span->s >= POSIX_SIGNAL_FAR / POSIX_SIGNAL_NS_PER_S
               ? POSIX_SIGNAL_FAR
               : (uint64_t)span->s * POSIX_SIGNAL_NS_PER_S + (uint64_t)span->ns;
    return 0;
}

static void die(void *arg)
{
    posix_signal_die((int)(intptr_t)arg);
}

/* The end of an image may wait, which a timer may not. */
static void end_image(int signal)
{
    int err = uc_thread_create(NULL, NULL, die, (void *)(intptr_t)signal);

    if (err < 0) {
        uc_panic("signal %d", signal);
    }
}

static void tell(struct posix_signal_timer *t, uint64_t missed)
{
    struct posix_signal_entry *entry = &t->entry;
    const bool again = entry->queued;
    const uint64_t overrun =
        missed + (again ? (uint64_t)entry->info.detail + 1 : 0);

    if (!again) {
        entry->info = t->info;
    }
    if (entry->info.code == POSIX_SIGNAL_SI_TIMER) {
        entry->info.detail = overrun > INT32_MAX ? INT32_MAX : (int)overrun;
    }
    if (again) {
        return;
    }
    if (t->tid != 0) {
        const struct uc_posix_thread_signals *s = posix_signal_of(t->tid);

        if (s == NULL || s->serial != t->serial) {
            return;
        }
    }
    if (posix_signal_send(t->tid, &entry->info, entry) == 1) {
        end_image(t->info.signal);
    }
}

static void expire(struct uc_timer *timer)
{
    struct posix_signal_timer *t =
        UC_CONTAINER_OF(timer, struct posix_signal_timer, timer);
    const uc_nsec_t now = uc_plat_clock_monotonic();
    uint64_t missed = 0;

    if (t->interval == 0) {
        t->next = UC_NEVER;
    } else {
        missed = (now - t->next) / t->interval;
        t->next += (missed + 1) * t->interval;
        uc_timer_arm(timer, t->next < now + GAP_NS ? now + GAP_NS : t->next);
    }
    if (t->notify != POSIX_SIGNAL_NOTIFY_NONE) {
        tell(t, missed);
    }
}

void posix_signal_timer_init(struct posix_signal_timer *t)
{
    t->timer = (struct uc_timer)UC_TIMER_INIT(expire);
    t->entry.kept = true;
    t->next = UC_NEVER;
}

void posix_signal_timer_set(struct posix_signal_timer *t, uc_nsec_t value,
                            uc_nsec_t interval)
{
    uc_timer_cancel(&t->timer);
    t->interval = interval;
    t->next = UC_NEVER;
    if (value > 0) {
        t->next = uc_plat_clock_monotonic() + value;
        uc_timer_arm(&t->timer, t->next);
    }
}

uc_nsec_t posix_signal_timer_left(const struct posix_signal_timer *t)
{
    const uc_nsec_t now = uc_plat_clock_monotonic();

    if (t->next == UC_NEVER) {
        return 0;
    }
    return t->next > now ? t->next - now : 1;
}

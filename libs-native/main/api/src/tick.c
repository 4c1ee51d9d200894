/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat/clock.h>
#include <uc/tick.h>

static struct uc_tick *ticks;

/* Timers come a little early rather than late. */
static bool is_due(const struct uc_tick *tick, uc_nsec_t now)
{
    return now + tick->period / 8 >= tick->due;
}

static uintptr_t tick_all(const struct uc_tick_at *at)
{
    uc_nsec_t now = uc_plat_clock_monotonic();
    uintptr_t to = at->pc;

    for (struct uc_tick *tick = ticks; tick != NULL; tick = tick->next) {
        if (is_due(tick, now)) {
            tick->due = now + tick->period;
            uintptr_t pc = tick->tick(at);
            to = pc != at->pc ? pc : to;
        }
    }
    return to;
}

int uc_tick_add(struct uc_tick *tick)
{
    uc_nsec_t shortest = tick->period;

    for (const struct uc_tick *t = ticks; t != NULL; t = t->next) {
        shortest = t->period < shortest ? t->period : shortest;
    }
    tick->due = uc_plat_clock_monotonic() + tick->period;
    tick->next = ticks;
    /* The timer may run already. */
    __atomic_store_n(&ticks, tick, __ATOMIC_RELEASE);
    return uc_plat_tick_start(shortest, tick_all);
}

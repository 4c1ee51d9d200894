/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <uc/errors.h>

#include "internal.h"

enum {
    LINES = 64
};

struct line {
    void (*handler)(void *arg);
    void *arg;
    bool pending;
};

/* What a test has planned, by time, then in the order of planning. */
struct event {
    uc_nsec_t when;
    void (*run)(void *arg);
    void *arg;
    struct event *next;
};

static struct {
    struct line lines[LINES];
    struct event *events;
    unsigned long masked; /* how deep */
} state;

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    if (irq >= LINES) {
        return -UC_ENOENT;
    }
    if (state.lines[irq].handler != NULL) {
        return -UC_EBUSY;
    }
    state.lines[irq] = (struct line){.handler = handler, .arg = arg};
    return 0;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    if (irq >= LINES || state.lines[irq].handler == NULL) {
        hosted_misuse("release of line %u, which nobody has claimed",
                      (unsigned)irq);
    }
    state.lines[irq] = (struct line){.handler = NULL};
}

/* Handlers run masked, as on hardware. Returns whether one ran. */
static bool run_pending(void)
{
    bool ran = false;

    state.masked++;
    for (unsigned i = 0; i < LINES; i++) {
        struct line *line = &state.lines[i];
        if (line->pending) {
            line->pending = false;
            line->handler(line->arg);
            ran = true;
        }
    }
    state.masked--;
    return ran;
}

bool uc_hosted_irq_fire(uc_irq_t irq)
{
    if (irq >= LINES || state.lines[irq].handler == NULL) {
        return false;
    }
    state.lines[irq].pending = true;
    if (state.masked == 0) {
        (void)run_pending();
    }
    return true;
}

unsigned long uc_plat_irq_save(void)
{
    return state.masked++;
}

void uc_plat_irq_restore(unsigned long was)
{
    if (was + 1 != state.masked) {
        hosted_misuse("irq_restore(%lu) while masked %lu deep", was,
                      state.masked);
    }
    state.masked = was;
    while (state.masked == 0 && run_pending()) {
    }
}

void uc_hosted_at(uc_nsec_t when, void (*run)(void *arg), void *arg)
{
    struct event *event = malloc(sizeof *event);
    struct event **at = &state.events;

    if (event == NULL) {
        hosted_misuse("out of memory");
    }
    while (*at != NULL && (*at)->when <= when) {
        at = &(*at)->next;
    }
    *event = (struct event){.when = when, .run = run, .arg = arg, .next = *at};
    *at = event;
}

/* Returns whether an event ran. */
static bool run_due(uc_nsec_t now)
{
    bool ran = false;

    while (state.events != NULL && state.events->when <= now) {
        struct event event = *state.events;
        free(state.events);
        state.events = event.next;
        event.run(event.arg);
        ran = true;
    }
    return ran;
}

void uc_plat_idle(uc_nsec_t deadline)
{
    if (state.masked == 0) {
        hosted_misuse("uc_plat_idle is called with interrupts masked");
    }
    for (;;) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        bool ran = run_due(now);
        if (run_pending() || ran || now >= deadline) {
            return;
        }
        uc_nsec_t until = deadline;
        if (state.events != NULL && state.events->when < until) {
            until = state.events->when;
        }
        if (until == UC_NEVER) {
            hosted_misuse("idle for ever: no deadline, event or interrupt "
                          "is left that could wake a thread");
        }
        hosted_clock_wait(until);
    }
}

void uc_plat_poll(void)
{
    (void)run_due(uc_plat_clock_monotonic());
    (void)run_pending();
}

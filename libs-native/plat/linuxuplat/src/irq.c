/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt lines are file descriptors, looked at while the image idles or
 * polls; so nothing ever interrupts, and masking has nothing to do.
 */
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/plat/irq.h>

#include "internal.h"

enum {
    LINES_MAX = 32,
    POLLIN = 1,
};

/* struct pollfd of the kernel; a negative fd is ignored. */
struct poll_entry {
    int fd;
    int16_t events;
    int16_t revents;
};

struct line {
    void (*handler)(void *arg);
    void *arg;
    int fd;
};

/* The first (count) entries of both are in use, side by side. */
static struct {
    struct poll_entry polled[LINES_MAX];
    struct line lines[LINES_MAX];
    unsigned count;
    unsigned armed;
} state;

static int find(uc_irq_t irq)
{
    for (unsigned i = 0; i < state.count; i++) {
        if (state.lines[i].fd == (int)irq) {
            return (int)i;
        }
    }
    return -UC_ENOENT;
}

int uc_plat_irq_claim(uc_irq_t irq, void (*handler)(void *arg), void *arg)
{
    if (find(irq) >= 0) {
        return -UC_EBUSY;
    }
    if (state.count == LINES_MAX) {
        return -UC_ENOMEM;
    }
    state.lines[state.count] = (struct line){handler, arg, (int)irq};
    state.polled[state.count] = (struct poll_entry){(int)irq, POLLIN, 0};
    state.count++;
    state.armed++;
    return 0;
}

void uc_plat_irq_release(uc_irq_t irq)
{
    int at = find(irq);

    UC_ASSERT(at >= 0);
    uc_linux_irq_arm((int)irq, false);
    state.count--;
    state.lines[at] = state.lines[state.count];
    state.polled[at] = state.polled[state.count];
}

void uc_linux_irq_arm(int fd, bool armed)
{
    int at = find((uc_irq_t)fd);

    UC_ASSERT(at >= 0);
    struct poll_entry *entry = &state.polled[at];
    if ((entry->fd >= 0) == armed) {
        return;
    }
    entry->fd = armed ? fd : -1;
    state.armed = armed ? state.armed + 1 : state.armed - 1;
}

unsigned long uc_plat_irq_save(void)
{
    return 0;
}

void uc_plat_irq_restore(unsigned long was)
{
    (void)was;
}

static void wait(const struct linuxuplat_timespec *span)
{
    struct linuxuplat_timespec left = span == NULL
                                          ? (struct linuxuplat_timespec){0, 0}
                                          : *span; /* the kernel writes it */
    const long args[6] = {(long)state.polled, (long)state.count,
                          span == NULL ? 0 : (long)&left, 0, 0};
    long ready = uc_linux_call(UC_LINUX_PPOLL, args);

    for (unsigned i = 0; ready > 0 && i < state.count; i++) {
        if (state.polled[i].revents != 0) {
            /* Before the handler runs: it may release the line. */
            state.polled[i].revents = 0;
            ready--;
            state.lines[i].handler(state.lines[i].arg);
        }
    }
}

void uc_plat_idle(uc_nsec_t deadline)
{
    if (deadline == UC_NEVER) {
        wait(NULL);
        return;
    }
    uc_nsec_t now = uc_plat_clock_monotonic();
    uc_nsec_t left = deadline > now ? deadline - now : 0;
    const struct linuxuplat_timespec span = {
        (int64_t)(left / UC_NSEC_PER_S),
        (int64_t)(left % UC_NSEC_PER_S),
    };
    wait(&span);
}

void uc_plat_poll(void)
{
    static const struct linuxuplat_timespec none;

    if (state.armed > 0) {
        wait(&none);
    }
}

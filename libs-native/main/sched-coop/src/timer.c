/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pairing heap: nearly all timers are time-outs that are armed, then
 * cancelled before they fire. To arm is one comparison; to cancel one that has
 * no children, as a later one mostly has not, is to unlink it; the rest is
 * O(log n), amortised. A sorted list would walk past 1,000 sockets' time-outs
 * each time, and a binary heap needs an array that grows.
 *
 * Spec: Fredman, Sedgewick, Sleator, Tarjan: The pairing heap, Algorithmica 1
 * (1986).
 *
 * (child) is the first child, (next) the next sibling, (prev) the sibling
 * before or, of a first child, the parent; NULL in the root.
 */
#include <uc/assert.h>
#include <uc/plat/clock.h>

#include "internal.h"

static struct uc_timer *root;

/*
 * While timers run: what the clock said. What they arm for a time that has
 * passed waits in a tree of its own for the next call, so that no timer keeps
 * the CPU for ever.
 */
static uc_nsec_t running;
static struct uc_timer *later;

/* Both are roots; the later becomes the first child of the other. */
static struct uc_timer *meld(struct uc_timer *a, struct uc_timer *b)
{
    if (a == NULL) {
        return b;
    }
    if (b == NULL) {
        return a;
    }
    if (b->deadline < a->deadline) {
        struct uc_timer *earlier = b;

        b = a;
        a = earlier;
    }
    b->prev = a;
    b->next = a->child;
    if (b->next != NULL) {
        b->next->prev = b;
    }
    a->child = b;
    return a;
}

static struct uc_timer *lone(struct uc_timer *t)
{
    t->next = NULL;
    t->prev = NULL;
    return t;
}

/* Makes one tree of a list of siblings: in pairs, then the pairs. */
static struct uc_timer *meld_siblings(struct uc_timer *t)
{
    struct uc_timer *pairs = NULL; /* linked by (next), the last pair first */
    struct uc_timer *all = NULL;

    while (t != NULL) {
        struct uc_timer *a = t;
        struct uc_timer *b = a->next;

        t = (b == NULL) ? NULL : b->next;
        lone(a);
        a = meld(a, (b == NULL) ? NULL : lone(b));
        a->next = pairs;
        pairs = a;
    }
    while (pairs != NULL) {
        struct uc_timer *pair = pairs;

        pairs = pair->next;
        all = meld(all, lone(pair));
    }
    return all;
}

void uc_timer_arm(struct uc_timer *timer, uc_nsec_t deadline)
{
    uc_timer_cancel(timer);
    timer->deadline = deadline;
    timer->armed = true;
    timer->child = NULL;
    struct uc_timer **tree = (deadline < running) ? &later : &root;
    *tree = meld(*tree, lone(timer));
}

void uc_timer_cancel(struct uc_timer *timer)
{
    if (!timer->armed) {
        return;
    }
    timer->armed = false;
    if (timer->prev == NULL) {
        *(timer == root ? &root : &later) = meld_siblings(timer->child);
        return;
    }
    if (timer->prev->child == timer) {
        timer->prev->child = timer->next;
    } else {
        timer->prev->next = timer->next;
    }
    if (timer->next != NULL) {
        timer->next->prev = timer->prev;
    }
    root = meld(root, meld_siblings(timer->child));
}

uc_nsec_t sched_coop_timers_next(void)
{
    return (root == NULL) ? UC_NEVER : root->deadline;
}

uc_nsec_t sched_coop_timers_run(void)
{
    if (root == NULL) {
        return UC_NEVER;
    }
    running = uc_plat_clock_monotonic() + 1;
    while (root != NULL && root->deadline < running) {
        struct uc_timer *timer = root;

        uc_timer_cancel(timer);
        timer->run(timer);
    }
    running = 0;
    root = meld(root, later);
    later = NULL;
    return sched_coop_timers_next();
}

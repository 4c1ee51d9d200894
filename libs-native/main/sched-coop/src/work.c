/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/work.h>

#include "internal.h"

/*
 * A stack of raised items: one word, so that raising is one compare-and-swap.
 * Its last item points here, as NULL says "not raised".
 */
static struct uc_work end;
static struct uc_work *raised = &end;

bool sched_coop_work_raised(void)
{
    return __atomic_load_n(&raised, __ATOMIC_RELAXED) != &end;
}

void uc_work_raise(struct uc_work *work)
{
    struct uc_work *none = NULL;

    /* Claims the item first: of two raisers at once, one pushes it. */
    if (!__atomic_compare_exchange_n(&work->next, &none, &end, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
        return;
    }
    struct uc_work *top = __atomic_load_n(&raised, __ATOMIC_RELAXED);
    do {
        work->next = top;
    } while (!__atomic_compare_exchange_n(&raised, &top, work, true,
                                          __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

void uc_work_run_pending(void)
{
    struct uc_work *item = __atomic_exchange_n(&raised, &end, __ATOMIC_ACQUIRE);
    struct uc_work *ordered = &end;

    /* Turned round: the first that was raised runs first. */
    while (item != &end) {
        struct uc_work *next = item->next;

        item->next = ordered;
        ordered = item;
        item = next;
    }
    while (ordered != &end) {
        struct uc_work *next = ordered->next;

        /* Before it runs: what is raised from here on wants another run. */
        __atomic_store_n(&ordered->next, NULL, __ATOMIC_RELEASE);
        ordered->run(ordered);
        if (UC_CONFIG_SCHED_COOP_STATS) {
            sched_coop_stats.work_runs++;
        }
        ordered = next;
    }
}

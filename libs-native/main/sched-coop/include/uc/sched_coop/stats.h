/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SCHED_COOP_STATS_H
#define UC_SCHED_COOP_STATS_H

/* What the scheduler did since boot; all 0 where sched-coop.stats is n. */
#include <uc/types.h>

struct uc_sched_coop_stats {
    uint64_t threads_created;
    uint64_t stacks_reused; /* of threads_created, those that took no pages */
    uint64_t wakes;
    uint64_t timeouts;
    uint64_t work_runs;
    uint64_t idles;
    uc_nsec_t idle_ns;
};

/* Context: thread. */
void uc_sched_coop_stats(struct uc_sched_coop_stats *out);

#endif /* UC_SCHED_COOP_STATS_H */

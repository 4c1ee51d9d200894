/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_MUTEX_H
#define UC_MUTEX_H

/* Part of contract "sched". Not recursive; its owner alone unlocks it. */
#include <uc/wait.h>

struct uc_thread;

struct uc_mutex {
    struct uc_thread *owner; /* NULL while free */
    struct uc_waitq wq;
    struct uc_spinlock lock;
};

#define UC_MUTEX_INIT {.owner = NULL}

/* Context: thread. Locking what the caller holds already is a breach. */
void uc_mutex_lock(struct uc_mutex *mutex);
void uc_mutex_unlock(struct uc_mutex *mutex);

/* Returns 0, or -UC_EBUSY where somebody holds it. Context: thread or work. */
int uc_mutex_trylock(struct uc_mutex *mutex);

#endif /* UC_MUTEX_H */

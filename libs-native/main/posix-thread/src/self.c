/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/posix_thread.h>

#include "internal.h"

enum {
    FIRST = 1, /* the number of the process as well */
};

struct posix_thread posix_thread_first = {.number = FIRST, .name = "posix"};

long uc_sys_gettid(void);
long uc_sys_set_tid_address(int *clear);
long uc_sys_sched_yield(void);
long uc_sys_set_robust_list(const void *head, size_t bytes);
long uc_sys_get_robust_list(int number, const void **head, size_t *bytes);
long uc_sys_membarrier(int command, unsigned flags, int cpu);

struct posix_thread *posix_thread_self(void)
{
    const struct uc_thread *self = uc_thread_self();

    for (struct posix_thread *thread = posix_thread_first.next; thread != NULL;
         thread = thread->next) {
        if (thread->thread == self) {
            return thread;
        }
    }
    return &posix_thread_first;
}

struct uc_posix_thread_signals *uc_posix_thread_signals(int number)
{
    struct posix_thread *thread =
        number == 0 ? posix_thread_self() : posix_thread_find(number);

    return thread == NULL ? NULL : &thread->signals;
}

int uc_posix_thread_any(bool (*visit)(struct uc_posix_thread_signals *s,
                                      void *arg),
                        void *arg)
{
    struct posix_thread *self = posix_thread_self();

    if (visit(&self->signals, arg)) {
        return self->number;
    }
    for (struct posix_thread *thread = &posix_thread_first; thread != NULL;
         thread = thread->next) {
        if (thread != self && visit(&thread->signals, arg)) {
            return thread->number;
        }
    }
    return 0;
}

long uc_sys_gettid(void)
{
    return posix_thread_self()->number;
}

long uc_sys_set_tid_address(int *clear)
{
    struct posix_thread *self = posix_thread_self();

    self->clear = clear;
    return self->number;
}

long uc_sys_sched_yield(void)
{
    uc_yield();
    return 0;
}

/* Three words: the kernel's struct robust_list_head. */
#define ROBUST_BYTES (3 * sizeof(long))

/*
 * A C library walks the list itself when a thread ends; the kernel's walk is
 * for threads that are killed, and none is.
 */
long uc_sys_set_robust_list(const void *head, size_t bytes)
{
    if (bytes != ROBUST_BYTES) {
        return -UC_EINVAL;
    }
    posix_thread_self()->robust = head;
    return 0;
}

struct posix_thread *posix_thread_find(int number)
{
    struct posix_thread *thread = &posix_thread_first;

    while (thread != NULL && thread->number != number) {
        thread = thread->next;
    }
    return thread;
}

long uc_sys_get_robust_list(int number, const void **head, size_t *bytes)
{
    const struct posix_thread *thread =
        number == 0 ? posix_thread_self() : posix_thread_find(number);

    if (thread == NULL) {
        return -UC_ESRCH;
    }
    *head = thread->robust;
    *bytes = ROBUST_BYTES;
    return 0;
}

/* One CPU: what was written before is seen after. */
long uc_sys_membarrier(int command, unsigned flags, int cpu)
{
    (void)command;
    (void)flags;
    (void)cpu;
    return 0;
}

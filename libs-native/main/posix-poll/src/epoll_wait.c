/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/sched.h>

#include "epoll.h"

enum {
    EVENTS_MAX = INT32_MAX / 16,
};

long uc_sys_epoll_wait(int number, void *events, int max, int ms);
long uc_sys_epoll_pwait(int number, void *events, int max, int ms,
                        const uint64_t *set, size_t set_bytes);

/*
 * Tells of what is ready, (max) at most. Who is told of levels goes to the end
 * of the list, to be looked at again the next time.
 */
static int collect(struct posix_poll_epoll *epoll, void *events, int max)
{
    int n = 0;

    for (unsigned left = epoll->ready; left > 0 && n < max; left--) {
        struct posix_poll_item *item = epoll->ready_first;

        posix_poll_ready_remove(item);
        unsigned bits = posix_poll_item_events(item);
        if (bits == 0) {
            continue;
        }
        posix_poll_event_write(events, (unsigned)n, bits, item->data);
        n++;
        if ((item->events & POSIX_POLL_ONESHOT) != 0) {
            item->events &= POSIX_POLL_HOW;
        } else if ((item->events & POSIX_POLL_EDGE) == 0) {
            posix_poll_ready_add(item);
        }
    }
    /* Another thread may take the rest. */
    if (epoll->ready_first != NULL && epoll->wq.first != NULL) {
        uc_waitq_wake_one(&epoll->wq);
    }
    return n;
}

static int wait_until(struct posix_poll_epoll *epoll, void *events, int max,
                      uc_nsec_t deadline)
{
    int err = 0;

    /* Who need not wait lets others run, who may have more. */
    if (deadline == 0 || epoll->ready_first != NULL) {
        uc_yield();
    }
    for (;;) {
        int n = collect(epoll, events, max);
        if (n > 0 || deadline == 0 || err == -UC_ETIMEDOUT) {
            return n;
        }
        if (err < 0) {
            return err;
        }
        while (epoll->ready_first == NULL && err == 0) {
            err = uc_fd_sleep(&epoll->wq, deadline);
        }
    }
}

static long wait_on(int number, void *events, int max, uc_nsec_t deadline)
{
    if (max <= 0 || max > EVENTS_MAX) {
        return -UC_EINVAL;
    }
    struct uc_fd *fd = uc_fd_get(number);
    if (fd == NULL) {
        return -UC_EBADF;
    }
    struct posix_poll_epoll *epoll = posix_poll_epoll_of(fd);
    long n =
        epoll == NULL ? -UC_EINVAL : wait_until(epoll, events, max, deadline);
    uc_fd_release(fd);
    return n;
}

long uc_sys_epoll_wait(int number, void *events, int max, int ms)
{
    return wait_on(number, events, max, posix_poll_after_ms(ms));
}

long uc_sys_epoll_pwait(int number, void *events, int max, int ms,
                        const uint64_t *set, size_t set_bytes)
{
    struct posix_poll_mask mask;
    int err = posix_poll_mask_enter(&mask, set, set_bytes);

    if (err < 0) {
        return err;
    }
    long n = wait_on(number, events, max,
                     mask.interrupted ? 0 : posix_poll_after_ms(ms));
    return posix_poll_mask_leave(&mask, n);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/malloc.h>

#include "epoll.h"

unsigned posix_poll_item_events(const struct posix_poll_item *item)
{
    return posix_poll_widen(item->fd->ops->events(item->fd)) & item->events;
}

void posix_poll_ready_add(struct posix_poll_item *item)
{
    struct posix_poll_epoll *epoll = item->epoll;

    item->ready_next = NULL;
    item->ready_prev = epoll->ready_last;
    *epoll->ready_last = item;
    epoll->ready_last = &item->ready_next;
    epoll->ready++;
}

void posix_poll_ready_remove(struct posix_poll_item *item)
{
    struct posix_poll_epoll *epoll = item->epoll;

    *item->ready_prev = item->ready_next;
    if (item->ready_next != NULL) {
        item->ready_next->ready_prev = item->ready_prev;
    } else {
        epoll->ready_last = item->ready_prev;
    }
    item->ready_prev = NULL;
    epoll->ready--;
}

static void forget(struct posix_poll_item *item)
{
    if (item->ready_prev != NULL) {
        posix_poll_ready_remove(item);
    }
    *item->prev = item->next;
    if (item->next != NULL) {
        item->next->prev = item->prev;
    }
    uc_free(item);
}

void posix_poll_item_notify(struct uc_fd_watch *watch, unsigned events)
{
    struct posix_poll_item *item =
        UC_CONTAINER_OF(watch, struct posix_poll_item, watch);
    struct posix_poll_epoll *epoll = item->epoll;

    if (UC_UNLIKELY(events == UC_FD_GONE)) {
        forget(item);
        return;
    }
    if ((posix_poll_widen(events) & item->events) == 0) {
        return;
    }
    if (item->ready_prev == NULL) {
        posix_poll_ready_add(item);
    }
    if (epoll->wq.first != NULL) {
        uc_waitq_wake_one(&epoll->wq);
    }
    uc_fd_ready(&epoll->fd, UC_FD_IN);
}

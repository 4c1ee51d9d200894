/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "epoll.h"

enum operation {
    CTL_ADD = 1,
    CTL_DEL = 2,
    CTL_MOD = 3,
};

/* What may stand beside EPOLLEXCLUSIVE. Spec: Linux, fs/eventpoll.c. */
#define EXCLUSIVE_OK                                                           \
    (POSIX_POLL_EXCLUSIVE | POSIX_POLL_WAKEUP | POSIX_POLL_EDGE | UC_FD_IN |   \
     UC_FD_OUT | UC_FD_ERROR | UC_FD_HANGUP)

long uc_sys_epoll_ctl(int epoll_number, int operation, int number,
                      const void *event);

static struct posix_poll_item *find(const struct posix_poll_epoll *epoll,
                                    const struct uc_fd *fd, int number)
{
    /* Few watch the same descriptor, if an epoll watches many of them. */
    for (struct uc_fd_watch *watch = fd->watches; watch != NULL;
         watch = watch->next) {
        struct posix_poll_item *item =
            UC_CONTAINER_OF(watch, struct posix_poll_item, watch);

        if (watch->notify == posix_poll_item_notify && item->epoll == epoll &&
            item->number == number) {
            return item;
        }
    }
    return NULL;
}

/* Asks for (events), and puts (item) in the list if it is ready for any. */
static void ask(struct posix_poll_item *item, uint32_t events, uint64_t data)
{
    item->events = events | UC_FD_ERROR | UC_FD_HANGUP;
    item->data = data;
    unsigned ready = posix_poll_item_events(item);
    if (ready != 0) {
        posix_poll_item_notify(&item->watch, ready);
    }
}

static int add(struct posix_poll_epoll *epoll, struct uc_fd *fd, int number,
               const void *event)
{
    struct posix_poll_epoll *nested = posix_poll_epoll_of(fd);
    uint32_t events;
    uint64_t data;

    posix_poll_event_read(event, &events, &data);
    if ((events & POSIX_POLL_EXCLUSIVE) != 0 &&
        (nested != NULL || (events & ~EXCLUSIVE_OK) != 0)) {
        return -UC_EINVAL;
    }
    if (find(epoll, fd, number) != NULL) {
        return -UC_EEXIST;
    }
    if (nested != NULL && !posix_poll_may_nest(epoll, nested)) {
        return -UC_ELOOP;
    }
    struct posix_poll_item *item = uc_malloc(sizeof *item);
    if (item == NULL) {
        return -UC_ENOMEM;
    }
    *item = (struct posix_poll_item){
        .watch = {.notify = posix_poll_item_notify},
        .epoll = epoll,
        .fd = fd,
        .number = number,
        .next = epoll->items,
        .prev = &epoll->items,
    };
    if (item->next != NULL) {
        item->next->prev = &item->next;
    }
    epoll->items = item;
    uc_fd_watch(fd, &item->watch);
    ask(item, events, data);
    return 0;
}

static int modify(struct posix_poll_item *item, const void *event)
{
    uint32_t events;
    uint64_t data;

    posix_poll_event_read(event, &events, &data);
    if (((events | item->events) & POSIX_POLL_EXCLUSIVE) != 0) {
        return -UC_EINVAL;
    }
    ask(item, events, data);
    return 0;
}

static int control(struct posix_poll_epoll *epoll, int operation,
                   struct uc_fd *fd, int number, const void *event)
{
    struct posix_poll_item *item;

    if (operation == CTL_ADD) {
        return event == NULL ? -UC_EFAULT : add(epoll, fd, number, event);
    }
    if (operation != CTL_MOD && operation != CTL_DEL) {
        return -UC_EINVAL;
    }
    if (operation == CTL_MOD && event == NULL) {
        return -UC_EFAULT;
    }
    item = find(epoll, fd, number);
    if (item == NULL) {
        return -UC_ENOENT;
    }
    if (operation == CTL_MOD) {
        return modify(item, event);
    }
    uc_fd_unwatch(&item->watch);
    posix_poll_item_notify(&item->watch, UC_FD_GONE);
    return 0;
}

long uc_sys_epoll_ctl(int epoll_number, int operation, int number,
                      const void *event)
{
    struct uc_fd *epoll = uc_fd_get(epoll_number);
    struct uc_fd *fd = uc_fd_get(number);
    long result = -UC_EBADF;

    if (epoll != NULL && fd != NULL) {
        if (fd->ops->events == NULL) {
            result = -UC_EPERM;
        } else if (posix_poll_epoll_of(epoll) == NULL || epoll == fd) {
            result = -UC_EINVAL;
        } else {
            result = control(posix_poll_epoll_of(epoll), operation, fd, number,
                             event);
        }
    }
    if (fd != NULL) {
        uc_fd_release(fd);
    }
    if (epoll != NULL) {
        uc_fd_release(epoll);
    }
    return result;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "epoll.h"

long uc_sys_epoll_create(int size);
long uc_sys_epoll_create1(unsigned flags);

/* As seen by another epoll, or by poll. */
static unsigned epoll_events(struct uc_fd *fd)
{
    struct posix_poll_epoll *epoll = posix_poll_epoll_of(fd);
    struct posix_poll_item *item;

    while ((item = epoll->ready_first) != NULL) {
        if (posix_poll_item_events(item) != 0) {
            return UC_FD_IN;
        }
        posix_poll_ready_remove(item);
    }
    return 0;
}

static void epoll_close(struct uc_fd *fd)
{
    struct posix_poll_epoll *epoll = posix_poll_epoll_of(fd);
    struct posix_poll_item *item;

    uc_fd_gone(fd);
    while ((item = epoll->items) != NULL) {
        uc_fd_unwatch(&item->watch);
        epoll->items = item->next;
        uc_free(item);
    }
    uc_free(epoll);
}

static const struct uc_fd_ops ops = {
    .events = epoll_events,
    .close = epoll_close,
};

struct posix_poll_epoll *posix_poll_epoll_of(struct uc_fd *fd)
{
    return fd->ops == &ops ? UC_CONTAINER_OF(fd, struct posix_poll_epoll, fd)
                           : NULL;
}

long uc_sys_epoll_create1(unsigned flags)
{
    if ((flags & ~(unsigned)UC_FD_CLOEXEC) != 0) {
        return -UC_EINVAL;
    }
    struct posix_poll_epoll *epoll = uc_calloc(1, sizeof *epoll);
    if (epoll == NULL) {
        return -UC_ENOMEM;
    }
    epoll->fd = (struct uc_fd){&ops, UC_FD_RDWR, 1, NULL};
    epoll->ready_last = &epoll->ready_first;
    int number = uc_fd_install(&epoll->fd, 0, flags);
    if (number < 0) {
        uc_free(epoll);
    }
    return number;
}

long uc_sys_epoll_create(int size)
{
    return size <= 0 ? -UC_EINVAL : uc_sys_epoll_create1(0);
}

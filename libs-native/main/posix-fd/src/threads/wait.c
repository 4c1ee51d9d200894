/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/fd.h>

#include "../internal.h"

struct waiter {
    struct uc_fd_watch watch;
    struct uc_waitq wq;
    bool told;
};

static void notify(struct uc_fd_watch *watch, unsigned events)
{
    struct waiter *waiter = UC_CONTAINER_OF(watch, struct waiter, watch);

    (void)events;
    waiter->told = true;
    uc_waitq_wake_one(&waiter->wq);
}

int uc_fd_wait(struct uc_fd *fd, unsigned events, uc_nsec_t deadline)
{
    struct waiter waiter = {.watch = {.notify = notify}, .wq = UC_WAITQ_INIT};
    int err = 0;

    events |= UC_FD_ERROR | UC_FD_HANGUP;
    if (fd->ops->events == NULL) {
        return 0;
    }
    uc_fd_watch(fd, &waiter.watch);
    bool ready;
    while (!(ready = (fd->ops->events(fd) & events) != 0) && err == 0) {
        while (!waiter.told && err == 0) {
            err = posix_fd_sleep(&waiter.wq, deadline);
        }
        waiter.told = false;
    }
    uc_fd_unwatch(&waiter.watch);
    return ready ? 0 : err;
}

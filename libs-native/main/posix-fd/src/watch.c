/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/fd.h>

void uc_fd_watch(struct uc_fd *fd, struct uc_fd_watch *watch)
{
    watch->next = fd->watches;
    watch->prev = &fd->watches;
    if (watch->next != NULL) {
        watch->next->prev = &watch->next;
    }
    fd->watches = watch;
}

void uc_fd_unwatch(struct uc_fd_watch *watch)
{
    *watch->prev = watch->next;
    if (watch->next != NULL) {
        watch->next->prev = watch->prev;
    }
}

void uc_fd_gone(struct uc_fd *fd)
{
    struct uc_fd_watch *watch;

    while ((watch = fd->watches) != NULL) {
        uc_fd_unwatch(watch);
        watch->notify(watch, UC_FD_GONE);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

enum {
    CHAIN_MAX = 5, /* as Linux */
};

/*
 * How long the longest chain from (epoll) down is, itself included; more than
 * (most) where it is longer, or meets (avoid). Chains are short, as each of
 * them was looked at.
 */
static unsigned below(struct posix_poll_epoll *epoll,
                      const struct posix_poll_epoll *avoid, unsigned most)
{
    unsigned longest = 0;

    if (epoll == avoid || most == 0) {
        return most + 1;
    }
    for (const struct posix_poll_item *item = epoll->items;
         item != NULL && longest < most; item = item->next) {
        struct posix_poll_epoll *nested = posix_poll_epoll_of(item->fd);

        if (nested != NULL) {
            unsigned chain = below(nested, avoid, most - 1);
            longest = chain > longest ? chain : longest;
        }
    }
    return longest + 1;
}

/* The same upwards: of those who watch (epoll). */
static unsigned above(const struct posix_poll_epoll *epoll, unsigned most)
{
    unsigned longest = 0;

    if (most == 0) {
        return 1;
    }
    for (const struct uc_fd_watch *watch = epoll->fd.watches; watch != NULL;
         watch = watch->next) {
        if (watch->notify == posix_poll_item_notify) {
            const struct posix_poll_item *item =
                (const struct posix_poll_item *)(const void *)watch;
            unsigned chain = above(item->epoll, most - 1);
            longest = chain > longest ? chain : longest;
        }
    }
    return longest + 1;
}

bool posix_poll_may_nest(struct posix_poll_epoll *epoll,
                         struct posix_poll_epoll *target)
{
    return above(epoll, CHAIN_MAX) + below(target, epoll, CHAIN_MAX) <=
           CHAIN_MAX;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_POLL_EPOLL_H
#define POSIX_POLL_EPOLL_H

/*
 * An epoll has an item for each descriptor that it watches, and a list of those
 * that may be ready: an edge puts the item in, epoll_wait takes it out and
 * looks what it is ready for. What is not ready costs nothing.
 *
 * Spec: Linux, epoll(7), epoll_ctl(2), epoll_wait(2).
 */
#include "internal.h"

/* Beside enum uc_fd_event. */
#define POSIX_POLL_EXCLUSIVE (1u << 28)
#define POSIX_POLL_WAKEUP    (1u << 29)
#define POSIX_POLL_ONESHOT   (1u << 30)
#define POSIX_POLL_EDGE      (1u << 31)
/* How to tell, not of what. */
#define POSIX_POLL_HOW                                                         \
    (POSIX_POLL_EXCLUSIVE | POSIX_POLL_WAKEUP | POSIX_POLL_ONESHOT |           \
     POSIX_POLL_EDGE)

struct posix_poll_epoll;

struct posix_poll_item {
    struct uc_fd_watch watch;
    struct posix_poll_epoll *epoll;
    struct uc_fd *fd; /* not held: it tells when it goes */
    int number;
    uint32_t events; /* asked for; no more than how, once it has told once */
    uint64_t data;
    struct posix_poll_item *next; /* of the same epoll */
    struct posix_poll_item **prev;
    struct posix_poll_item *ready_next;
    struct posix_poll_item **ready_prev; /* NULL: not in the list */
};

struct posix_poll_epoll {
    struct uc_fd fd;
    struct posix_poll_item *items;
    struct posix_poll_item *ready_first;
    struct posix_poll_item **ready_last;
    unsigned ready; /* how many are in that list */
    struct uc_waitq wq;
};

/* What (item) is ready for of what it was asked for. */
unsigned posix_poll_item_events(const struct posix_poll_item *item);

void posix_poll_ready_add(struct posix_poll_item *item);
void posix_poll_ready_remove(struct posix_poll_item *item);

/* The watch of an item; tells those who wait. */
void posix_poll_item_notify(struct uc_fd_watch *watch, unsigned events);

/* The epoll behind (fd); NULL of anything else. */
struct posix_poll_epoll *posix_poll_epoll_of(struct uc_fd *fd);

/* Whether (epoll) may watch (target): no loops, no chains of more than 5. */
bool posix_poll_may_nest(struct posix_poll_epoll *epoll,
                         struct posix_poll_epoll *target);

/* event.c: struct epoll_event, which is packed on some architectures. */
void posix_poll_event_write(void *events, unsigned i, uint32_t bits,
                            uint64_t data);
void posix_poll_event_read(const void *event, uint32_t *bits, uint64_t *data);

#endif /* POSIX_POLL_EPOLL_H */

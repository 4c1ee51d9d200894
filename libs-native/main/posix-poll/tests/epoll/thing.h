/* SPDX-License-Identifier: BSD-3-Clause */
/* A descriptor of the test's own that counts how it is asked, and epoll. */
#pragma once

#include <uc/fd.h>
#include <uc/test.h>

enum {
    ADD = 1,
    DEL = 2,
    MOD = 3,
    IN = 1,
    OUT = 4,
    ERROR = 8,
    HANGUP = 0x10,
    READ_END = 0x2000,
};
#define EXCLUSIVE (1u << 28)
#define ONESHOT   (1u << 30)
#define EDGE      (1u << 31)

/* Linux packs it on one architecture. Spec: include/uapi/linux/eventpoll.h. */
#if defined(__x86_64__)
#define PACKED __attribute__((packed))
#else
#define PACKED
#endif

struct PACKED event {
    uint32_t events;
    uint64_t data;
};

struct poll_fd {
    int fd;
    int16_t events;
    int16_t revents;
};

long uc_sys_close(int number);
long uc_sys_dup(int number);
long uc_sys_epoll_create1(unsigned flags);
long uc_sys_epoll_ctl(int epoll, int operation, int number,
                      const struct event *event);
long uc_sys_epoll_wait(int epoll, struct event *events, int max, int ms);
long uc_sys_poll(struct poll_fd *fds, unsigned n, int ms);

/* A descriptor that is ready for what it is told. */
struct thing {
    struct uc_fd fd;
    unsigned ready;
    int number;
};

static unsigned thing_asked;

static inline unsigned thing_events(struct uc_fd *fd)
{
    thing_asked++;
    return UC_CONTAINER_OF(fd, struct thing, fd)->ready;
}

static const struct uc_fd_ops ops = {
    .events = thing_events,
    .close = uc_fd_gone,
};

static inline void make(struct thing *thing)
{
    thing->fd = (struct uc_fd){&ops, UC_FD_RDWR, 1, NULL};
    thing->ready = 0;
    thing->number = uc_fd_install(&thing->fd, 0, 0);
    UC_EXPECT_GE(thing->number, 3);
}

static inline void become(struct thing *thing, unsigned ready)
{
    unsigned more = ready & ~thing->ready;

    thing->ready = ready;
    if (more != 0) {
        uc_fd_ready(&thing->fd, more);
    }
}

static inline long control(int epoll, int operation, const struct thing *thing,
                           unsigned events)
{
    const struct event event = {events, (uint64_t)thing->number << 32 | 7};

    return uc_sys_epoll_ctl(epoll, operation, thing->number, &event);
}

/* What one that is ready tells; 0 where none is. */
static inline unsigned one(int epoll, const struct thing *thing)
{
    struct event event = {0, 0};
    long n = uc_sys_epoll_wait(epoll, &event, 1, 0);

    UC_EXPECT_LE(n, 1);
    if (n == 1) {
        UC_EXPECT_EQ(event.data, (uint64_t)thing->number << 32 | 7);
    }
    return n == 1 ? event.events : 0;
}

static inline int create(void)
{
    long epoll = uc_sys_epoll_create1(0);

    UC_EXPECT_GE(epoll, 3);
    return (int)epoll;
}

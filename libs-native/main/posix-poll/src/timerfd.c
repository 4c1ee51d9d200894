/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers that are read. One that expired is set again when it is read: what
 * passed meanwhile is counted then, so that nobody is woken for nothing.
 *
 * Spec: Linux, timerfd_create(2).
 */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/plat/clock.h>
#include <uc/timer.h>

#include "internal.h"

enum {
    CLOCK_REALTIME = 0,
    CLOCK_MONOTONIC = 1,
    CLOCK_BOOTTIME = 7,
    TFD_ABSTIME = 1,
    TFD_CANCEL_ON_SET = 2, /* the host's clock is not ours to set */
    NS_PER_S = 1000000000,
};

/* struct itimerspec of the kernel. */
struct setting {
    struct posix_poll_time interval;
    struct posix_poll_time value;
};

struct timerfd {
    struct uc_fd fd;
    struct uc_timer timer;
    int clock;
    uint64_t ticks;     /* expirations that nobody has read */
    uc_nsec_t interval; /* 0: once */
    uc_nsec_t next;     /* by the monotonic clock; UC_NEVER: not set */
};

long uc_sys_timerfd_create(int clock, unsigned flags);
long uc_sys_timerfd_gettime(int number, struct setting *out);
long uc_sys_timerfd_settime(int number, unsigned flags,
                            const struct setting *set, struct setting *old);

static struct timerfd *timerfd_of(struct uc_fd *fd)
{
    return UC_CONTAINER_OF(fd, struct timerfd, fd);
}

static void expire(struct uc_timer *timer)
{
    struct timerfd *t = UC_CONTAINER_OF(timer, struct timerfd, timer);

    t->ticks++;
    uc_fd_ready(&t->fd, UC_FD_IN);
}

/* Counts what passed since it expired, and sets it to the next time. */
static void go_on(struct timerfd *t)
{
    uc_nsec_t now = uc_plat_clock_monotonic();

    if (t->timer.armed || t->next == UC_NEVER) {
        return;
    }
    if (t->interval == 0) {
        t->next = UC_NEVER;
        return;
    }
    uint64_t missed = now > t->next ? (now - t->next) / t->interval : 0;
    t->ticks += missed;
    t->next += (missed + 1) * t->interval;
    uc_timer_arm(&t->timer, t->next);
}

static uc_ssize_t timerfd_readv(struct uc_fd *fd,
                                const struct uc_fs_piece *pieces, unsigned n)
{
    struct timerfd *t = timerfd_of(fd);

    if (n == 0 || pieces->bytes < sizeof t->ticks) {
        return -UC_EINVAL;
    }
    while (t->ticks == 0) {
        int err = fd->flags & UC_FD_NONBLOCK
                      ? -UC_EAGAIN
                      : uc_fd_wait(fd, UC_FD_IN, UC_NEVER);
        if (err < 0) {
            return err;
        }
    }
    go_on(t);
    __builtin_memcpy(pieces->data, &t->ticks, sizeof t->ticks);
    t->ticks = 0;
    return sizeof t->ticks;
}

static unsigned timerfd_events(struct uc_fd *fd)
{
    return timerfd_of(fd)->ticks > 0 ? UC_FD_IN : 0;
}

static void timerfd_close(struct uc_fd *fd)
{
    struct timerfd *t = timerfd_of(fd);

    uc_fd_gone(fd);
    uc_timer_cancel(&t->timer);
    uc_free(t);
}

static const struct uc_fd_ops ops = {
    .readv = timerfd_readv,
    .events = timerfd_events,
    .close = timerfd_close,
};

/* The timer behind (number), held. Errors: -UC_EBADF, -UC_EINVAL. */
static int get(int number, struct timerfd **out)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    if (fd->ops != &ops) {
        uc_fd_release(fd);
        return -UC_EINVAL;
    }
    *out = timerfd_of(fd);
    return 0;
}

long uc_sys_timerfd_create(int clock, unsigned flags)
{
    if ((clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
         clock != CLOCK_BOOTTIME) ||
        (flags & ~(unsigned)(UC_FD_NONBLOCK | UC_FD_CLOEXEC)) != 0) {
        return -UC_EINVAL;
    }
    struct timerfd *t = uc_malloc(sizeof *t);
    if (t == NULL) {
        return -UC_ENOMEM;
    }
    *t = (struct timerfd){
        .fd = {&ops, flags & UC_FD_NONBLOCK, 1, NULL},
        .timer = UC_TIMER_INIT(expire),
        .clock = clock,
        .next = UC_NEVER,
    };
    int number = uc_fd_install(&t->fd, 0, flags);
    if (number < 0) {
        uc_free(t);
    }
    return number;
}

static int to_ns(const struct posix_poll_time *time, uc_nsec_t *out)
{
    if (time->s < 0 || time->ns < 0 || time->ns >= NS_PER_S) {
        return -UC_EINVAL;
    }
    *out = (uint64_t)time->s >= (UC_NEVER >> 1) / NS_PER_S
               ? UC_NEVER >> 1
               : (uint64_t)time->s * NS_PER_S + (uint64_t)time->ns;
    return 0;
}

static struct posix_poll_time from_ns(uc_nsec_t ns)
{
    return (struct posix_poll_time){(int64_t)(ns / NS_PER_S),
                                    (int64_t)(ns % NS_PER_S)};
}

static void tell(struct timerfd *t, struct setting *out)
{
    uc_nsec_t now = uc_plat_clock_monotonic();
    uc_nsec_t left = 0;

    go_on(t);
    if (t->next != UC_NEVER) {
        left = t->next > now ? t->next - now : 1;
    }
    *out = (struct setting){from_ns(t->interval), from_ns(left)};
}

static void set(struct timerfd *t, bool absolute, uc_nsec_t value,
                uc_nsec_t interval)
{
    uc_nsec_t now = uc_plat_clock_monotonic();

    uc_timer_cancel(&t->timer);
    t->ticks = 0;
    t->interval = interval;
    t->next = UC_NEVER;
    if (value == 0) {
        return;
    }
    if (absolute) {
        uc_nsec_t clock =
            t->clock == CLOCK_REALTIME ? uc_plat_clock_wall() : now;
        value = value > clock ? value - clock : 0;
    }
    t->next = now + value;
    uc_timer_arm(&t->timer, t->next);
}

long uc_sys_timerfd_settime(int number, unsigned flags,
                            const struct setting *new, struct setting *old)
{
    struct timerfd *t;
    uc_nsec_t value, interval;

    if ((flags & ~(unsigned)(TFD_ABSTIME | TFD_CANCEL_ON_SET)) != 0 ||
        to_ns(&new->value, &value) < 0 ||
        to_ns(&new->interval, &interval) < 0) {
        return -UC_EINVAL;
    }
    int err = get(number, &t);
    if (err < 0) {
        return err;
    }
    if (old != NULL) {
        tell(t, old);
    }
    set(t, (flags & TFD_ABSTIME) != 0, value, interval);
    uc_fd_release(&t->fd);
    return 0;
}

long uc_sys_timerfd_gettime(int number, struct setting *out)
{
    struct timerfd *t;
    int err = get(number, &t);

    if (err < 0) {
        return err;
    }
    tell(t, out);
    uc_fd_release(&t->fd);
    return 0;
}

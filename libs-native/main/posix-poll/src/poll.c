/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/sched.h>

#include "internal.h"

enum {
    SLOTS = 16, /* of a call that waits without memory from the heap */
};

struct sleeper {
    struct uc_waitq wq;
    bool told;
};

struct slot {
    struct uc_fd_watch watch;
    struct sleeper *sleeper;
    struct uc_fd *fd; /* held; NULL: none to wait for */
};

long uc_sys_poll(struct posix_poll_fd *fds, unsigned n, int ms);
long uc_sys_ppoll(struct posix_poll_fd *fds, unsigned n,
                  const struct posix_poll_time *span, const uint64_t *mask,
                  size_t mask_bytes);

static void look(struct posix_poll_fd *p, struct uc_fd *fd)
{
    unsigned events = UC_FD_IN | UC_FD_OUT;

    if (fd->ops->events != NULL) {
        events = fd->ops->events(fd);
    }
    events = posix_poll_widen(events);
    p->revents =
        (int16_t)(events & ((unsigned)p->events | UC_FD_ERROR | UC_FD_HANGUP));
}

static int look_at_all(struct posix_poll_fd *fds, unsigned n)
{
    int ready = 0;

    for (unsigned i = 0; i < n; i++) {
        struct posix_poll_fd *p = &fds[i];
        struct uc_fd *fd;

        p->revents = 0;
        if (p->fd < 0) {
            continue;
        }
        fd = uc_fd_get(p->fd);
        if (fd == NULL) {
            p->revents = POSIX_POLL_NVAL;
        } else {
            look(p, fd);
            uc_fd_release(fd);
        }
        ready += p->revents != 0;
    }
    return ready;
}

static void notify(struct uc_fd_watch *watch, unsigned events)
{
    struct sleeper *sleeper =
        UC_CONTAINER_OF(watch, struct slot, watch)->sleeper;

    (void)events;
    sleeper->told = true;
    uc_waitq_wake_one(&sleeper->wq);
}

static void watch_all(const struct posix_poll_fd *fds, struct slot *slots,
                      unsigned n, struct sleeper *sleeper)
{
    for (unsigned i = 0; i < n; i++) {
        slots[i] = (struct slot){
            .watch = {.notify = notify},
            .sleeper = sleeper,
            .fd = uc_fd_get(fds[i].fd),
        };
        if (slots[i].fd != NULL) {
            uc_fd_watch(slots[i].fd, &slots[i].watch);
        }
    }
}

static int look_at_slots(struct posix_poll_fd *fds, const struct slot *slots,
                         unsigned n)
{
    int ready = 0;

    for (unsigned i = 0; i < n; i++) {
        if (slots[i].fd != NULL) {
            look(&fds[i], slots[i].fd);
            ready += fds[i].revents != 0;
        }
    }
    return ready;
}

static int wait_with(struct posix_poll_fd *fds, struct slot *slots, unsigned n,
                     uc_nsec_t deadline)
{
    struct sleeper sleeper = {.wq = UC_WAITQ_INIT};
    int err = 0;
    int ready;

    watch_all(fds, slots, n, &sleeper);
    while ((ready = look_at_slots(fds, slots, n)) == 0 && err == 0) {
        while (!sleeper.told && err == 0) {
            err = uc_fd_sleep(&sleeper.wq, deadline);
        }
        sleeper.told = false;
    }
    for (unsigned i = 0; i < n; i++) {
        if (slots[i].fd != NULL) {
            uc_fd_unwatch(&slots[i].watch);
            uc_fd_release(slots[i].fd);
        }
    }
    return ready > 0 || err == -UC_ETIMEDOUT ? ready : err;
}

static int wait_for_any(struct posix_poll_fd *fds, unsigned n,
                        uc_nsec_t deadline)
{
    struct slot few[SLOTS];

    if (n <= SLOTS) {
        return wait_with(fds, few, n, deadline);
    }
    struct slot *many = uc_malloc(n * sizeof *many);
    if (many == NULL) {
        return -UC_ENOMEM;
    }
    int ready = wait_with(fds, many, n, deadline);
    uc_free(many);
    return ready;
}

int posix_poll_run(struct posix_poll_fd *fds, unsigned n, uc_nsec_t deadline)
{
    int ready = look_at_all(fds, n);

    if (ready > 0 || deadline == 0) {
        /* Who asks again and again lets others run, who may answer. */
        uc_yield();
        return ready;
    }
    return wait_for_any(fds, n, deadline);
}

long uc_sys_poll(struct posix_poll_fd *fds, unsigned n, int ms)
{
    if (n > POSIX_POLL_FDS_MAX) {
        return -UC_EINVAL;
    }
    return posix_poll_run(fds, n, posix_poll_after_ms(ms));
}

long uc_sys_ppoll(struct posix_poll_fd *fds, unsigned n,
                  const struct posix_poll_time *span, const uint64_t *set,
                  size_t set_bytes)
{
    struct posix_poll_mask mask;
    uc_nsec_t deadline;
    int err = posix_poll_after_span(span, &deadline);

    if (err == 0 && n > POSIX_POLL_FDS_MAX) {
        err = -UC_EINVAL;
    }
    if (err == 0) {
        err = posix_poll_mask_enter(&mask, set, set_bytes);
    }
    if (err < 0) {
        return err;
    }
    long ready = posix_poll_run(fds, n, mask.interrupted ? 0 : deadline);
    return posix_poll_mask_leave(&mask, ready);
}

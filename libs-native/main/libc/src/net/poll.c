/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/select.h>

#include <uc/wait.h>

#include "../time/span.h"
#include "socket.h"

_Static_assert(sizeof(struct pollfd) == 8, "Linux");
_Static_assert(sizeof(fd_set) == 128, "Linux");

/*
 * Every socket that was ever polled tells here that something happened; whoever
 * polls looks at all of its sockets again, as poll does by its nature.
 * (changes) goes on with each notice, so that none between look and sleep is
 * missed.
 */
static struct {
    struct uc_spinlock lock;
    struct uc_waitq wq;
    unsigned changes;
} notices;

void libc_poll_notice(struct uc_socket *s, unsigned events, void *unused)
{
    (void)s;
    (void)events;
    (void)unused;
    uc_spin_lock(&notices.lock);
    notices.changes++;
    uc_waitq_wake_all(&notices.wq);
    uc_spin_unlock(&notices.lock);
}

unsigned libc_socket_poll(struct libc_open *o)
{
    struct libc_socket *so = (struct libc_socket *)o;
    unsigned result = 0;

    if (!so->watched) {
        so->watched = true;
        uc_socket_watch(so->s, libc_poll_notice, NULL);
    }
    const unsigned events = uc_socket_events(so->s);
    if ((events & UC_SOCKET_READABLE) != 0) {
        result |= POLLIN | POLLRDNORM;
    }
    if ((events & UC_SOCKET_WRITABLE) != 0) {
        result |= POLLOUT | POLLWRNORM;
    }
    if ((events & UC_SOCKET_READ_END) != 0) {
        result |= POLLRDHUP | POLLIN | POLLRDNORM;
    }
    if ((events & UC_SOCKET_HANGUP) != 0) {
        result |= POLLHUP;
    }
    if ((events & UC_SOCKET_ERROR) != 0) {
        result |= POLLERR;
    }
    return result;
}

/* What holds of one entry now. Consoles and files never make a caller wait. */
static short look_at(const struct pollfd *p)
{
    const unsigned asked =
        (unsigned short)p->events | POLLERR | POLLHUP | POLLNVAL;

    if (p->fd < 0) {
        return 0;
    }
    const int err = errno;
    struct libc_open *o = libc_descriptor_hold(p->fd);
    errno = err;
    if (o == NULL) {
        return POLLNVAL;
    }
    unsigned events = (o->ops->poll == NULL)
                          ? POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM
                          : o->ops->poll(o);
    libc_descriptor_release(o);
    return (short)(events & asked);
}

static int look(struct pollfd *fds, nfds_t count)
{
    int ready = 0;

    for (nfds_t i = 0; i < count; i++) {
        fds[i].revents = look_at(&fds[i]);
        ready += fds[i].revents != 0;
    }
    return ready;
}

static int poll_until(struct pollfd *fds, nfds_t count, uc_nsec_t deadline)
{
    for (;;) {
        const unsigned before = UC_READ_ONCE(notices.changes);
        int ready = look(fds, count);
        int err = 0;

        if (ready > 0 || deadline == 0) {
            return ready;
        }
        uc_spin_lock(&notices.lock);
        while (notices.changes == before && err == 0) {
            err = uc_waitq_wait(&notices.wq, &notices.lock, deadline);
        }
        uc_spin_unlock(&notices.lock);
        if (err < 0) {
            return look(fds, count);
        }
    }
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    uc_nsec_t deadline = UC_NEVER;

    if (timeout_ms >= 0) {
        deadline = (timeout_ms == 0)
                       ? 0
                       : libc_from_now((uc_nsec_t)timeout_ms * UC_NSEC_PER_MS);
    }
    return poll_until(fds, count, deadline);
}

enum {
    SELECT_READ = POLLIN | POLLHUP | POLLERR | POLLRDHUP,
    SELECT_WRITE = POLLOUT | POLLERR,
};

static bool asks(const fd_set *set, int fd)
{
    return set != NULL && FD_ISSET(fd, set);
}

/* Fills (fds) with what the sets ask for; returns how many entries. */
static nfds_t gather(struct pollfd *fds, int count, const fd_set *readable,
                     const fd_set *writable)
{
    nfds_t n = 0;

    for (int fd = 0; fd < count; fd++) {
        const bool in = asks(readable, fd);
        const bool out = asks(writable, fd);

        if (in || out) {
            fds[n++] = (struct pollfd){
                .fd = fd,
                .events = (short)((in ? POLLIN | POLLRDHUP : 0) |
                                  (out ? POLLOUT : 0)),
            };
        }
    }
    return n;
}

/* Leaves in (set) what is ready; returns how many. */
static int keep(fd_set *set, const struct pollfd *fds, nfds_t n, int events)
{
    fd_set ready;
    int count = 0;

    if (set == NULL) {
        return 0;
    }
    FD_ZERO(&ready);
    for (nfds_t i = 0; i < n; i++) {
        if (FD_ISSET(fds[i].fd, set) && (fds[i].revents & events) != 0) {
            FD_SET(fds[i].fd, &ready);
            count++;
        }
    }
    *set = ready;
    return count;
}

int select(int count, fd_set *restrict readable, fd_set *restrict writable,
           fd_set *restrict exceptional, struct timeval *restrict timeout)
{
    uc_nsec_t deadline = UC_NEVER;

    if (count < 0 || count > FD_SETSIZE ||
        (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_usec < 0))) {
        errno = EINVAL;
        return -1;
    }
    if (timeout != NULL) {
        const uc_nsec_t span =
            libc_span((uint64_t)timeout->tv_sec,
                      (uint64_t)timeout->tv_usec * UC_NSEC_PER_US);

        deadline = (span == 0) ? 0 : libc_from_now(span);
    }
    struct pollfd *fds = malloc(((size_t)count + 1) * sizeof(struct pollfd));
    if (fds == NULL) {
        return -1;
    }
    const nfds_t n = gather(fds, count, readable, writable);
    poll_until(fds, n, deadline);
    int result = 0;
    for (nfds_t i = 0; i < n; i++) {
        if ((fds[i].revents & POLLNVAL) != 0) {
            result = -1;
        }
    }
    if (result == 0) {
        result = keep(readable, fds, n, SELECT_READ) +
                 keep(writable, fds, n, SELECT_WRITE);
        if (exceptional != NULL) {
            FD_ZERO(exceptional); /* out-of-band data, which nobody gets */
        }
    }
    free(fds);
    if (result < 0) {
        errno = EBADF;
    }
    return result;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that are read. Spec: Linux, signalfd(2). */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/malloc.h>

#include "../internal.h"

/* struct signalfd_siginfo; what is not named here is 0. */
struct record {
    uint32_t signal;
    int32_t error;
    int32_t code;
    uint32_t pid;
    uint32_t uid;
    int32_t fd;
    uint32_t tid; /* of a timer */
    uint32_t band;
    uint32_t overrun;
    uint32_t trap;
    int32_t status;
    int32_t number;
    uint64_t pointer;
    uint8_t rest[72];
};

_Static_assert(sizeof(struct record) == 128, "Linux");

struct signalfd {
    struct uc_fd fd;
    struct posix_signal_watch watch;
};

long uc_sys_signalfd(int number, const posix_signal_set *mask, size_t bytes);
long uc_sys_signalfd4(int number, const posix_signal_set *mask, size_t bytes,
                      unsigned flags);

static struct signalfd *signalfd_of(struct uc_fd *fd)
{
    return UC_CONTAINER_OF(fd, struct signalfd, fd);
}

static posix_signal_set pending(struct uc_fd *fd)
{
    return posix_signal_pending() & signalfd_of(fd)->watch.mask;
}

static void notify(struct posix_signal_watch *watch)
{
    uc_fd_ready(&UC_CONTAINER_OF(watch, struct signalfd, watch)->fd, UC_FD_IN);
}

static struct record record_of(const struct posix_signal_info *info)
{
    const bool timer = info->code == POSIX_SIGNAL_SI_TIMER;

    return (struct record){
        .signal = (uint32_t)info->signal,
        .error = info->error,
        .code = info->code,
        .pid = timer ? 0 : (uint32_t)info->id,
        .uid = timer ? 0 : (uint32_t)info->detail,
        .tid = timer ? (uint32_t)info->id : 0,
        .overrun = timer ? (uint32_t)info->detail : 0,
        .number = (int32_t)info->value,
        .pointer = info->value,
    };
}

static uc_ssize_t signalfd_readv(struct uc_fd *fd,
                                 const struct uc_fs_piece *pieces, unsigned n)
{
    size_t done = 0;

    if (n == 0 || pieces->bytes < sizeof(struct record)) {
        return -UC_EINVAL;
    }
    while (pending(fd) == 0) {
        int err = fd->flags & UC_FD_NONBLOCK
                      ? -UC_EAGAIN
                      : uc_fd_wait(fd, UC_FD_IN, UC_NEVER);
        if (err < 0) {
            return err;
        }
    }
    struct posix_signal_info info;
    while (pieces->bytes - done >= sizeof(struct record) &&
           posix_signal_take(signalfd_of(fd)->watch.mask, &info)) {
        const struct record record = record_of(&info);

        __builtin_memcpy((char *)pieces->data + done, &record, sizeof record);
        done += sizeof record;
    }
    return (uc_ssize_t)done;
}

static unsigned signalfd_events(struct uc_fd *fd)
{
    return pending(fd) != 0 ? UC_FD_IN : 0;
}

static void signalfd_close(struct uc_fd *fd)
{
    struct signalfd *s = signalfd_of(fd);
    struct posix_signal_watch **at = &posix_signals.watches;

    uc_fd_gone(fd);
    while (*at != &s->watch) {
        at = &(*at)->next;
    }
    *at = s->watch.next;
    uc_free(s);
}

static const struct uc_fd_ops ops = {
    .readv = signalfd_readv,
    .events = signalfd_events,
    .close = signalfd_close,
};

static long make(posix_signal_set mask, unsigned flags)
{
    struct signalfd *s = uc_malloc(sizeof *s);

    if (s == NULL) {
        return -UC_ENOMEM;
    }
    *s = (struct signalfd){
        .fd = {&ops, (flags & UC_FD_NONBLOCK) | UC_FD_RDWR, 1, NULL},
        .watch = {mask, notify, NULL},
    };
    int number = uc_fd_install(&s->fd, 0, flags);
    if (number < 0) {
        uc_free(s);
        return number;
    }
    s->watch.next = posix_signals.watches;
    posix_signals.watches = &s->watch;
    return number;
}

static long change(int number, posix_signal_set mask)
{
    struct uc_fd *fd = uc_fd_get(number);
    long result = number;

    if (fd == NULL) {
        return -UC_EBADF;
    }
    if (fd->ops == &ops) {
        signalfd_of(fd)->watch.mask = mask;
        uc_fd_ready(fd, signalfd_events(fd));
    } else {
        result = -UC_EINVAL;
    }
    uc_fd_release(fd);
    return result;
}

long uc_sys_signalfd4(int number, const posix_signal_set *mask, size_t bytes,
                      unsigned flags)
{
    const posix_signal_set never = posix_signal_bit(POSIX_SIGNAL_KILL) |
                                   posix_signal_bit(POSIX_SIGNAL_STOP);

    if (bytes != sizeof *mask ||
        (flags & ~(unsigned)(UC_FD_CLOEXEC | UC_FD_NONBLOCK)) != 0) {
        return -UC_EINVAL;
    }
    return number == -1 ? make(*mask & ~never, flags)
                        : change(number, *mask & ~never);
}

long uc_sys_signalfd(int number, const posix_signal_set *mask, size_t bytes)
{
    return uc_sys_signalfd4(number, mask, bytes, 0);
}

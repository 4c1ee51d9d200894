/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: Linux, eventfd(2). */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/malloc.h>

enum {
    EFD_SEMAPHORE = 1,
};

struct eventfd {
    struct uc_fd fd;
    uint64_t count;  /* below UINT64_MAX */
    uint64_t wanted; /* what must fit for it to be ready for output */
    bool semaphore;
};

long uc_sys_eventfd(unsigned count);
long uc_sys_eventfd2(unsigned count, unsigned flags);

static struct eventfd *eventfd_of(struct uc_fd *fd)
{
    return UC_CONTAINER_OF(fd, struct eventfd, fd);
}

/* Waits for (event), where (fd) may wait. */
static int wait(struct uc_fd *fd, unsigned event)
{
    return fd->flags & UC_FD_NONBLOCK ? -UC_EAGAIN
                                      : uc_fd_wait(fd, event, UC_NEVER);
}

static uc_ssize_t eventfd_readv(struct uc_fd *fd,
                                const struct uc_fs_piece *pieces, unsigned n)
{
    struct eventfd *e = eventfd_of(fd);

    if (n == 0 || pieces->bytes < sizeof e->count) {
        return -UC_EINVAL;
    }
    while (e->count == 0) {
        int err = wait(fd, UC_FD_IN);
        if (err < 0) {
            return err;
        }
    }
    uint64_t value = e->semaphore ? 1 : e->count;
    e->count -= value;
    __builtin_memcpy(pieces->data, &value, sizeof value);
    uc_fd_ready(fd, UC_FD_OUT);
    return sizeof value;
}

static uc_ssize_t eventfd_writev(struct uc_fd *fd,
                                 const struct uc_fs_piece *pieces, unsigned n)
{
    struct eventfd *e = eventfd_of(fd);
    uint64_t value;

    if (n == 0 || pieces->bytes < sizeof value) {
        return -UC_EINVAL;
    }
    __builtin_memcpy(&value, pieces->data, sizeof value);
    if (value == UINT64_MAX) {
        return -UC_EINVAL;
    }
    while (value >= UINT64_MAX - e->count) {
        e->wanted = value;
        int err = wait(fd, UC_FD_OUT);
        e->wanted = 1;
        if (err < 0) {
            return err;
        }
    }
    e->count += value;
    uc_fd_ready(fd, UC_FD_IN);
    return sizeof value;
}

static unsigned eventfd_events(struct uc_fd *fd)
{
    const struct eventfd *e = eventfd_of(fd);

    return (e->count > 0 ? UC_FD_IN : 0u) |
           (e->wanted < UINT64_MAX - e->count ? UC_FD_OUT : 0u);
}

static void eventfd_close(struct uc_fd *fd)
{
    uc_fd_gone(fd);
    uc_free(eventfd_of(fd));
}

static const struct uc_fd_ops ops = {
    .readv = eventfd_readv,
    .writev = eventfd_writev,
    .events = eventfd_events,
    .close = eventfd_close,
};

long uc_sys_eventfd2(unsigned count, unsigned flags)
{
    const unsigned known = EFD_SEMAPHORE | UC_FD_CLOEXEC | UC_FD_NONBLOCK;

    if ((flags & ~known) != 0) {
        return -UC_EINVAL;
    }
    struct eventfd *e = uc_malloc(sizeof *e);
    if (e == NULL) {
        return -UC_ENOMEM;
    }
    *e = (struct eventfd){
        .fd = {&ops, (flags & UC_FD_NONBLOCK) | UC_FD_RDWR, 1, NULL},
        .count = count,
        .wanted = 1,
        .semaphore = (flags & EFD_SEMAPHORE) != 0,
    };
    int number = uc_fd_install(&e->fd, 0, flags);
    if (number < 0) {
        uc_free(e);
    }
    return number;
}

long uc_sys_eventfd(unsigned count)
{
    return uc_sys_eventfd2(count, 0);
}

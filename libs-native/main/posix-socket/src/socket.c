/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "internal.h"

int posix_socket_get(int number, struct posix_socket **out)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    /* All sockets, and nothing else, read by this function. */
    if (fd->ops->readv != posix_socket_readv) {
        uc_fd_release(fd);
        return -UC_ENOTSOCK;
    }
    *out = UC_CONTAINER_OF(fd, struct posix_socket, fd);
    return 0;
}

int posix_socket_wait(struct posix_socket *so, unsigned events, uc_nsec_t span)
{
    uc_nsec_t deadline = UC_NEVER;

    if (span != 0) {
        deadline = uc_plat_clock_monotonic() + span;
    }
    int err = uc_fd_wait(&so->fd, events, deadline);
    return err == -UC_ETIMEDOUT ? -UC_EAGAIN : err;
}

void posix_socket_copy_out(const void *from, uint32_t bytes, void *to,
                           uint32_t *room)
{
    __builtin_memcpy(to, from, *room < bytes ? *room : bytes);
    *room = bytes;
}

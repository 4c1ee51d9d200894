/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd_ring.h>

#include "internal.h"

enum {
    PIECES_MAX = 1024, /* IOV_MAX */
};

long uc_sys_recvfrom(int number, void *buf, size_t bytes, unsigned flags,
                     void *addr, uint32_t *addr_bytes);
long uc_sys_recvmsg(int number, struct posix_socket_message *message,
                    unsigned flags);
long uc_sys_sendmsg(int number, const struct posix_socket_message *message,
                    unsigned flags);
long uc_sys_sendto(int number, void *buf, size_t bytes, unsigned flags,
                   void *addr, uint32_t addr_bytes);

static bool may_wait(const struct posix_socket *so, unsigned flags)
{
    return (so->fd.flags & UC_FD_NONBLOCK) == 0 &&
           (flags & POSIX_SOCKET_DONTWAIT) == 0;
}

static uc_ssize_t ended(size_t done, uc_ssize_t result)
{
    return done > 0 ? (uc_ssize_t)done : result;
}

void posix_socket_scatter(const struct posix_socket_message *message,
                          const void *from, size_t bytes)
{
    const char *data = from;

    for (size_t i = 0; i < message->n && bytes > 0; i++) {
        size_t room = message->pieces[i].bytes;
        size_t part = bytes < room ? bytes : room;

        if (part > 0) {
            __builtin_memcpy(message->pieces[i].data, data, part);
        }
        data += part;
        bytes -= part;
    }
}

uc_ssize_t posix_socket_receive(struct posix_socket *so,
                                struct posix_socket_message *message,
                                unsigned flags)
{
    size_t done = 0;

    if ((flags & POSIX_SOCKET_ERRQUEUE) != 0) {
        return -UC_EAGAIN;
    }
    if ((flags & POSIX_SOCKET_OOB) != 0) {
        return -UC_EINVAL;
    }
    /* A stream gives all that was asked for only to who says so. */
    bool all = (flags & POSIX_SOCKET_WAITALL) != 0 &&
               (flags & POSIX_SOCKET_PEEK) == 0 &&
               so->type == POSIX_SOCKET_STREAM;
    size_t bytes =
        all ? uc_fd_pieces_bytes(message->pieces, (unsigned)message->n) : 0;
    const void *control = message->control;
    for (;;) {
        uc_ssize_t n = so->ops->receive(so, message, done, flags);

        if (n > 0) {
            done += (size_t)n;
            /* Nothing follows descriptors. */
            if (done >= bytes || message->control != control) {
                return (uc_ssize_t)done;
            }
            continue;
        }
        if (n != -UC_EAGAIN || !may_wait(so, flags)) {
            return ended(done, n);
        }
        int err = posix_socket_wait(so, UC_FD_IN, so->receive_span);
        if (err < 0) {
            return ended(done, err);
        }
    }
}

uc_ssize_t posix_socket_send(struct posix_socket *so,
                             const struct posix_socket_message *message,
                             unsigned flags)
{
    size_t bytes = uc_fd_pieces_bytes(message->pieces, (unsigned)message->n);
    size_t done = 0;

    if ((flags & POSIX_SOCKET_OOB) != 0) {
        return -UC_EOPNOTSUPP;
    }
    for (;;) {
        uc_ssize_t n = so->ops->send(so, message, done, flags);

        if (n >= 0) {
            done += (size_t)n;
            if (done >= bytes || so->type != POSIX_SOCKET_STREAM) {
                return (uc_ssize_t)done;
            }
            if (may_wait(so, flags)) {
                continue;
            }
            return (uc_ssize_t)done;
        }
        if (n == -UC_EPIPE && done == 0 &&
            (flags & POSIX_SOCKET_NOSIGNAL) == 0 &&
            so->type == POSIX_SOCKET_STREAM) {
            uc_fd_sigpipe();
        }
        if (n != -UC_EAGAIN || !may_wait(so, flags)) {
            return ended(done, n);
        }
        int err = posix_socket_wait(so, UC_FD_OUT, so->send_span);
        if (err < 0) {
            return ended(done, err);
        }
    }
}

uc_ssize_t posix_socket_readv(struct uc_fd *fd,
                              const struct uc_fs_piece *pieces, unsigned n)
{
    struct posix_socket_message message = {.pieces = pieces, .n = n};

    return posix_socket_receive(UC_CONTAINER_OF(fd, struct posix_socket, fd),
                                &message, 0);
}

uc_ssize_t posix_socket_writev(struct uc_fd *fd,
                               const struct uc_fs_piece *pieces, unsigned n)
{
    const struct posix_socket_message message = {.pieces = pieces, .n = n};

    return posix_socket_send(UC_CONTAINER_OF(fd, struct posix_socket, fd),
                             &message, 0);
}

/* Checks that the pieces add up to what a result can tell. */
static int check(const struct posix_socket_message *message)
{
    size_t rest = SIZE_MAX / 2;

    if (message->n > PIECES_MAX) {
        return -UC_EMSGSIZE;
    }
    for (size_t i = 0; i < message->n; i++) {
        if (message->pieces[i].bytes > rest) {
            return -UC_EINVAL;
        }
        rest -= message->pieces[i].bytes;
    }
    return 0;
}

long uc_sys_recvmsg(int number, struct posix_socket_message *message,
                    unsigned flags)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err < 0) {
        return err;
    }
    long n = check(message);
    if (n == 0) {
        struct posix_socket_message got = *message;

        got.flags = flags & POSIX_SOCKET_CMSG_CLOEXEC;
        n = posix_socket_receive(so, &got, flags);
        if (n >= 0) {
            message->name_bytes = message->name == NULL ? 0 : got.name_bytes;
            message->control_bytes -= got.control_bytes;
            message->flags = got.flags;
        }
    }
    uc_fd_release(&so->fd);
    return n;
}

long uc_sys_recvfrom(int number, void *buf, size_t bytes, unsigned flags,
                     void *addr, uint32_t *addr_bytes)
{
    const struct uc_fs_piece piece = {buf, bytes};
    struct posix_socket_message message = {
        .name = addr,
        .name_bytes = addr != NULL && addr_bytes != NULL ? *addr_bytes : 0,
        .pieces = &piece,
        .n = 1,
    };
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err < 0) {
        return err;
    }
    long n = check(&message);
    if (n == 0) {
        n = posix_socket_receive(so, &message, flags);
        if (n >= 0 && addr != NULL && addr_bytes != NULL) {
            *addr_bytes = message.name_bytes;
        }
    }
    uc_fd_release(&so->fd);
    return n;
}

long uc_sys_sendmsg(int number, const struct posix_socket_message *message,
                    unsigned flags)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err < 0) {
        return err;
    }
    long n = check(message);
    if (n == 0) {
        n = posix_socket_send(so, message, flags);
    }
    uc_fd_release(&so->fd);
    return n;
}

long uc_sys_sendto(int number, void *buf, size_t bytes, unsigned flags,
                   void *addr, uint32_t addr_bytes)
{
    const struct uc_fs_piece piece = {buf, bytes};
    const struct posix_socket_message message = {
        .name = addr,
        .name_bytes = addr_bytes,
        .pieces = &piece,
        .n = 1,
    };

    return uc_sys_sendmsg(number, &message, flags);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <uc/errors.h>

#include "../time/span.h"
#include "socket.h"

uc_nsec_t libc_deadline(uc_nsec_t span)
{
    return (span == 0) ? UC_NEVER : libc_from_now(span);
}

static bool waits(const struct libc_socket *so, int flags)
{
    return (so->open.flags & O_NONBLOCK) == 0 && (flags & MSG_DONTWAIT) == 0;
}

static int wait_for(struct libc_socket *so, unsigned events, uc_nsec_t deadline)
{
    int result = uc_socket_wait(so->s, events, deadline);

    return (result == -UC_ETIMEDOUT) ? -UC_EAGAIN : result;
}

uc_ssize_t libc_socket_receive(struct libc_socket *so, void *buf, size_t len,
                               int flags, struct uc_net_addr *from)
{
    const bool all = (flags & MSG_WAITALL) != 0 && so->type == SOCK_STREAM;
    const unsigned how = (flags & MSG_PEEK) != 0 ? UC_SOCKET_PEEK : 0;
    uc_nsec_t deadline = 0; /* not known yet */
    size_t done = 0;

    if ((flags & MSG_OOB) != 0) {
        return -UC_EOPNOTSUPP;
    }
    for (;;) {
        uc_ssize_t n =
            uc_socket_recv(so->s, (char *)buf + done, len - done, how, from);

        if (n == -UC_EAGAIN && waits(so, flags)) {
            deadline =
                (deadline == 0) ? libc_deadline(so->receive_timeout) : deadline;
            int err = wait_for(so, UC_SOCKET_READABLE, deadline);
            if (err >= 0) {
                continue;
            }
            n = err;
        }
        if (n <= 0) {
            return (done > 0) ? (uc_ssize_t)done : n;
        }
        done += (size_t)n;
        if (!all || how != 0 || done == len) {
            return (uc_ssize_t)done;
        }
    }
}

/* Of a stream, all of it unless the socket does not wait. */
uc_ssize_t libc_socket_send(struct libc_socket *so, const void *buf, size_t len,
                            int flags, const struct uc_net_addr *to)
{
    const unsigned how = (flags & MSG_MORE) != 0 ? UC_SOCKET_MORE : 0;
    uc_nsec_t deadline = 0;
    size_t done = 0;

    if ((flags & MSG_OOB) != 0) {
        return -UC_EOPNOTSUPP;
    }
    for (;;) {
        uc_ssize_t n = uc_socket_send(so->s, (const char *)buf + done,
                                      len - done, how, to);

        if (n == -UC_EAGAIN && waits(so, flags)) {
            deadline =
                (deadline == 0) ? libc_deadline(so->send_timeout) : deadline;
            int err = wait_for(so, UC_SOCKET_WRITABLE, deadline);
            if (err >= 0) {
                continue;
            }
            n = err;
        }
        if (n < 0) {
            return (done > 0) ? (uc_ssize_t)done : n;
        }
        done += (size_t)n;
        if (so->type != SOCK_STREAM || done == len || !waits(so, flags)) {
            return (uc_ssize_t)done;
        }
    }
}

ssize_t recvfrom(int fd, void *restrict buf, size_t len, int flags,
                 struct sockaddr *restrict addr, socklen_t *restrict addr_len)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr from = {0};

    if (so == NULL) {
        return -1;
    }
    uc_ssize_t n = libc_socket_receive(so, buf, len, flags, &from);
    if (n >= 0 && addr != NULL && from.family != 0) {
        libc_address_write(&from, so->family, addr, addr_len);
    } else if (n >= 0 && addr_len != NULL) {
        *addr_len = 0;
    }
    libc_socket_release(so);
    return libc_result(n);
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
    return recvfrom(fd, buf, len, flags, NULL, NULL);
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags,
               const struct sockaddr *addr, socklen_t addr_len)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr to;

    if (so == NULL) {
        return -1;
    }
    uc_ssize_t n = 0;
    if (addr != NULL && so->type != SOCK_STREAM) {
        n = libc_address_read(addr, addr_len, &to);
    }
    if (n == 0) {
        n = libc_socket_send(so, buf, len, flags,
                             (addr != NULL && so->type != SOCK_STREAM) ? &to
                                                                       : NULL);
    }
    libc_socket_release(so);
    return libc_result(n);
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
    return sendto(fd, buf, len, flags, NULL, 0);
}

/* The bytes of all pieces; false where that is more than a result can tell. */
static bool total_of(const struct msghdr *message, size_t *out)
{
    size_t total = 0;

    if (message->msg_iovlen > IOV_MAX) {
        return false;
    }
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        if (__builtin_add_overflow(total, message->msg_iov[i].iov_len,
                                   &total)) {
            return false;
        }
    }
    *out = total;
    return total <= SIZE_MAX / 2;
}

/*
 * A stream takes the pieces one by one, told that more follows, which an empty
 * piece at the end is not.
 */
static uc_ssize_t send_stream(struct libc_socket *so,
                              const struct msghdr *message, int flags)
{
    size_t count = message->msg_iovlen;
    size_t done = 0;

    while (count > 0 && message->msg_iov[count - 1].iov_len == 0) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        const struct iovec *piece = &message->msg_iov[i];
        const int more = (i + 1 < count) ? MSG_MORE : 0;

        if (piece->iov_len == 0) {
            continue;
        }
        uc_ssize_t n = libc_socket_send(so, piece->iov_base, piece->iov_len,
                                        flags | more, NULL);
        if (n < 0) {
            return (done > 0) ? (uc_ssize_t)done : n;
        }
        done += (size_t)n;
        if ((size_t)n < piece->iov_len) {
            break;
        }
    }
    return (uc_ssize_t)done;
}

/* A datagram is one, so its pieces are joined. */
static uc_ssize_t send_datagram(struct libc_socket *so,
                                const struct msghdr *message, int flags,
                                size_t total)
{
    struct uc_net_addr to;
    const struct uc_net_addr *peer = NULL;

    if (message->msg_name != NULL) {
        int err =
            libc_address_read(message->msg_name, message->msg_namelen, &to);

        if (err < 0) {
            return err;
        }
        peer = &to;
    }
    if (message->msg_iovlen == 1) {
        return libc_socket_send(so, message->msg_iov[0].iov_base, total, flags,
                                peer);
    }
    char *joined = malloc((total > 0) ? total : 1);
    if (joined == NULL) {
        return -UC_ENOMEM;
    }
    char *end = joined;
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        end = mempcpy(end, message->msg_iov[i].iov_base,
                      message->msg_iov[i].iov_len);
    }
    uc_ssize_t n = libc_socket_send(so, joined, total, flags, peer);
    free(joined);
    return n;
}

static uc_ssize_t send_message(struct libc_socket *so,
                               const struct msghdr *message, int flags)
{
    size_t total;

    if (!total_of(message, &total)) {
        return -UC_EMSGSIZE;
    }
    return (so->type == SOCK_STREAM) ? send_stream(so, message, flags)
                                     : send_datagram(so, message, flags, total);
}

static void scatter(const struct msghdr *message, const char *data, size_t len)
{
    for (size_t i = 0; i < message->msg_iovlen && len > 0; i++) {
        const size_t room = message->msg_iov[i].iov_len;
        const size_t n = (len < room) ? len : room;

        memcpy(message->msg_iov[i].iov_base, data, n);
        data += n;
        len -= n;
    }
}

/* Received in one piece, so that a datagram is not torn apart. */
static uc_ssize_t receive_message(struct libc_socket *so,
                                  struct msghdr *message, int flags,
                                  struct uc_net_addr *from)
{
    size_t total;

    if (!total_of(message, &total)) {
        return -UC_EMSGSIZE;
    }
    if (message->msg_iovlen == 1) {
        return libc_socket_receive(so, message->msg_iov[0].iov_base, total,
                                   flags, from);
    }
    char *joined = malloc((total > 0) ? total : 1);
    if (joined == NULL) {
        return -UC_ENOMEM;
    }
    uc_ssize_t n = libc_socket_receive(so, joined, total, flags, from);
    if (n > 0) {
        scatter(message, joined, (size_t)n);
    }
    free(joined);
    return n;
}

uc_ssize_t libc_socket_write_pieces(struct libc_open *o,
                                    const struct iovec *pieces, int count)
{
    const struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)pieces,
        .msg_iovlen = (size_t)count,
    };

    return send_message((struct libc_socket *)o, &message, 0);
}

uc_ssize_t libc_socket_read_pieces(struct libc_open *o,
                                   const struct iovec *pieces, int count)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)pieces,
        .msg_iovlen = (size_t)count,
    };

    return receive_message((struct libc_socket *)o, &message, 0, NULL);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct libc_socket *so = libc_socket_hold(fd);

    if (so == NULL) {
        return -1;
    }
    uc_ssize_t n = send_message(so, message, flags);
    libc_socket_release(so);
    return libc_result(n);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr from = {0};

    if (so == NULL) {
        return -1;
    }
    uc_ssize_t n = receive_message(so, message, flags, &from);
    if (n >= 0) {
        if (message->msg_name != NULL && from.family != 0) {
            libc_address_write(&from, so->family, message->msg_name,
                               &message->msg_namelen);
        } else {
            message->msg_namelen = 0;
        }
        message->msg_controllen = 0;
        message->msg_flags = 0;
    }
    libc_socket_release(so);
    return libc_result(n);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd_ring.h>
#include <uc/malloc.h>

#include "inet.h"

enum {
    DATAGRAM_MAX = 65536,
};

/* Steps over (*skip) bytes of (message); false where nothing follows. */
static bool next(const struct posix_socket_message *message, size_t *i,
                 size_t *skip)
{
    while (*i < message->n && *skip >= message->pieces[*i].bytes) {
        *skip -= message->pieces[*i].bytes;
        (*i)++;
    }
    return *i < message->n;
}

/* A peek stays at the first piece: the next would see the same bytes. */
static uc_ssize_t receive_stream(struct uc_socket *s,
                                 const struct posix_socket_message *message,
                                 size_t skip, bool peek)
{
    size_t done = 0;
    size_t i = 0;

    while (next(message, &i, &skip)) {
        size_t room = message->pieces[i].bytes - skip;

        /* An error is told once: to a call that has nothing else to tell. */
        if (done > 0 && (uc_socket_events(s) & UC_SOCKET_ERROR) != 0) {
            break;
        }
        uc_ssize_t n = uc_socket_recv(s, (char *)message->pieces[i].data + skip,
                                      room, peek ? UC_SOCKET_PEEK : 0, NULL);
        if (n <= 0) {
            return done > 0 ? (uc_ssize_t)done : n;
        }
        done += (size_t)n;
        if (peek || (size_t)n < room) {
            break;
        }
        skip += (size_t)n;
    }
    return (uc_ssize_t)done;
}

/* Returns the datagram's length, which may be more than there is room for. */
static uc_ssize_t receive_datagram(struct uc_socket *s,
                                   const struct posix_socket_message *message,
                                   size_t bytes, bool peek,
                                   struct uc_net_addr *from)
{
    unsigned how = UC_SOCKET_TRUNC | (peek ? UC_SOCKET_PEEK : 0u);

    if (message->n == 1) {
        return uc_socket_recv(s, message->pieces->data, bytes, how, from);
    }
    /* In one piece, so that it is not torn apart. */
    bytes = bytes < DATAGRAM_MAX ? bytes : DATAGRAM_MAX;
    char *joined = uc_malloc(bytes > 0 ? bytes : 1);
    if (joined == NULL) {
        return -UC_ENOMEM;
    }
    uc_ssize_t n = uc_socket_recv(s, joined, bytes, how, from);
    if (n > 0) {
        posix_socket_scatter(message, joined,
                             (size_t)n < bytes ? (size_t)n : bytes);
    }
    uc_free(joined);
    return n;
}

uc_ssize_t posix_socket_inet_receive(struct posix_socket *so,
                                     struct posix_socket_message *message,
                                     size_t skip, unsigned flags)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    bool peek = (flags & POSIX_SOCKET_PEEK) != 0;
    struct uc_net_addr from = {.family = 0};

    if (so->type == POSIX_SOCKET_STREAM) {
        message->name_bytes = 0;
        return receive_stream(inet->s, message, skip, peek);
    }
    size_t room = uc_fd_pieces_bytes(message->pieces, (unsigned)message->n);
    uc_ssize_t n = receive_datagram(inet->s, message, room, peek, &from);
    if (n >= 0 && message->name != NULL) {
        posix_socket_addr_write(so, &from, message->name, &message->name_bytes);
    }
    if (n >= 0 && (size_t)n > room) {
        message->flags |= POSIX_SOCKET_TRUNC;
        n = (flags & POSIX_SOCKET_TRUNC) != 0 ? n : (uc_ssize_t)room;
    }
    return n;
}

static uc_ssize_t send_stream(struct posix_socket_inet *inet,
                              const struct posix_socket_message *message,
                              size_t skip, bool more)
{
    size_t done = 0;
    size_t i = 0;

    if (!next(message, &i, &skip)) {
        return 0;
    }
    for (;;) {
        const struct uc_fs_piece *piece = &message->pieces[i];
        const char *data = (const char *)piece->data + skip;
        size_t bytes = piece->bytes - skip;

        skip += bytes;
        bool last = !next(message, &i, &skip);
        uc_ssize_t n = uc_socket_send(inet->s, data, bytes,
                                      more || !last ? UC_SOCKET_MORE : 0, NULL);
        if (n < 0) {
            return done > 0 ? (uc_ssize_t)done : n;
        }
        done += (size_t)n;
        if (last || (size_t)n < bytes) {
            return (uc_ssize_t)done;
        }
    }
}

static uc_ssize_t send_datagram(struct uc_socket *s,
                                const struct posix_socket_message *message,
                                const struct uc_net_addr *to)
{
    if (message->n == 1) {
        return uc_socket_send(s, message->pieces->data, message->pieces->bytes,
                              0, to);
    }
    size_t bytes = uc_fd_pieces_bytes(message->pieces, (unsigned)message->n);
    if (bytes > DATAGRAM_MAX) {
        return -UC_EMSGSIZE;
    }
    char *joined = uc_malloc(bytes > 0 ? bytes : 1);
    if (joined == NULL) {
        return -UC_ENOMEM;
    }
    char *end = joined;
    for (size_t i = 0; i < message->n; i++) {
        if (message->pieces[i].bytes > 0) {
            __builtin_memcpy(end, message->pieces[i].data,
                             message->pieces[i].bytes);
        }
        end += message->pieces[i].bytes;
    }
    uc_ssize_t n = uc_socket_send(s, joined, bytes, 0, to);
    uc_free(joined);
    return n;
}

uc_ssize_t posix_socket_inet_send(struct posix_socket *so,
                                  const struct posix_socket_message *message,
                                  size_t skip, unsigned flags)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    struct uc_net_addr to;

    /* Nothing leaves beside the data. */
    if (message->control_bytes > 0) {
        return -UC_EOPNOTSUPP;
    }
    if (so->type == POSIX_SOCKET_STREAM) {
        return send_stream(inet, message, skip,
                           inet->cork || (flags & POSIX_SOCKET_MORE) != 0);
    }
    if (message->name == NULL) {
        return send_datagram(inet->s, message, NULL);
    }
    int err =
        posix_socket_addr_read(so, message->name, message->name_bytes, &to);
    return err < 0 ? err : send_datagram(inet->s, message, &to);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "unix.h"

static void append(struct posix_unix *end, struct posix_unix_record *record)
{
    record->gap = end->plain;
    end->plain = 0;
    if (end->last == NULL) {
        end->first = record;
    } else {
        end->last->next = record;
    }
    end->last = record;
    end->records_n++;
}

static uc_ssize_t send_stream(struct posix_unix *end,
                              const struct posix_socket_message *message,
                              size_t skip)
{
    struct posix_unix_record *record = NULL;
    struct posix_unix *to = end->peer.to;
    unsigned n = (unsigned)message->n;

    if (message->name != NULL && message->name_bytes > 0) {
        return end->connected ? -UC_EISCONN : -UC_EOPNOTSUPP;
    }
    if (end->out_ends) {
        return -UC_EPIPE;
    }
    if (to == NULL) {
        return -UC_ENOTCONN;
    }
    /* Descriptors come with the first bytes. */
    if (skip == 0) {
        int err = posix_unix_rights_take(message, false, &record);
        if (err < 0) {
            return err;
        }
    }
    uc_ssize_t put = 0;
    if (uc_fd_pieces_bytes(message->pieces, n) > skip) {
        put = record != NULL && to->records_n >= POSIX_UNIX_RECORDS_MAX
                  ? -UC_EAGAIN
                  : uc_fd_ring_put(&to->in, message->pieces, n, skip, false);
    }
    if (put <= 0) {
        posix_unix_records_free(record);
        return put == -UC_EAGAIN ? posix_unix_block(end, to, UC_FD_RING_ROOM)
                                 : put;
    }
    if (record != NULL) {
        record->bytes = (size_t)put;
        append(to, record);
    } else {
        to->plain += (size_t)put;
    }
    uc_fd_ready(&to->so.fd, UC_FD_IN);
    return put;
}

/* Whether (end) may send (bytes) to (to) now. */
static int may_send(struct posix_unix *end, struct posix_unix *to, size_t bytes)
{
    if (to->so.type != end->so.type) {
        return -UC_EPROTOTYPE;
    }
    if (posix_unix_is_datagram(end) && to->peer.to != NULL &&
        to->peer.to != end) {
        return -UC_EPERM;
    }
    if (to->in_ends) {
        return -UC_EPIPE;
    }
    if (bytes > UC_FD_RING_BYTES) {
        return -UC_EMSGSIZE;
    }
    return posix_unix_has_room(to, bytes) ? 0
                                          : posix_unix_block(end, to, bytes);
}

/* A message to (to), whole. */
static uc_ssize_t send_to(struct posix_unix *end, struct posix_unix *to,
                          const struct posix_socket_message *message)
{
    unsigned n = (unsigned)message->n;
    size_t bytes = uc_fd_pieces_bytes(message->pieces, n);
    struct posix_unix_record *record;
    int err = may_send(end, to, bytes);

    if (err < 0) {
        return err;
    }
    err = posix_unix_rights_take(message, true, &record);
    if (err < 0) {
        return err;
    }
    uc_ssize_t put = 0;
    if (bytes > 0) {
        put = uc_fd_ring_put(&to->in, message->pieces, n, 0, true);
    }
    if (put < 0) {
        posix_unix_records_free(record);
        return put;
    }
    record->bytes = bytes;
    record->from = posix_unix_name_hold(end->name);
    append(to, record);
    uc_fd_ready(&to->so.fd, UC_FD_IN);
    return put;
}

static uc_ssize_t send_message(struct posix_unix *end,
                               const struct posix_socket_message *message)
{
    struct posix_unix *to = end->peer.to;
    struct uc_file *place = NULL;
    bool named = posix_unix_is_datagram(end) && message->name != NULL &&
                 message->name_bytes > 0;

    if (end->out_ends) {
        return -UC_EPIPE;
    }
    if (named) {
        int err =
            posix_unix_find(message->name, message->name_bytes, &to, &place);
        if (err < 0) {
            return err;
        }
    } else if (to == NULL) {
        bool gone = end->gone;

        end->gone = false;
        return gone ? -UC_ECONNREFUSED : -UC_ENOTCONN;
    }
    uc_ssize_t result = send_to(end, to, message);
    posix_unix_place_close(place);
    return result;
}

uc_ssize_t posix_unix_send(struct posix_socket *so,
                           const struct posix_socket_message *message,
                           size_t skip, unsigned flags)
{
    struct posix_unix *end = posix_unix(so);

    (void)flags;
    posix_unix_unlink(&end->blocked);
    return so->type == POSIX_SOCKET_STREAM ? send_stream(end, message, skip)
                                           : send_message(end, message);
}

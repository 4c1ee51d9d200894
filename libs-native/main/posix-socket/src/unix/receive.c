/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "unix.h"

/* What there is to say where nothing is on its way. */
static uc_ssize_t nothing(struct posix_unix *end)
{
    if (!posix_unix_is_datagram(end) && !end->connected) {
        return end->so.type == POSIX_SOCKET_STREAM ? -UC_EINVAL : -UC_ENOTCONN;
    }
    if (end->reset) {
        end->reset = false;
        return -UC_ECONNRESET;
    }
    return end->in_ends ? 0 : -UC_EAGAIN;
}

/* The first record leaves the queue; the caller frees it, which may block. */
static void take_first(struct posix_unix *end)
{
    struct posix_unix_record *record = end->first;

    end->first = record->next;
    if (end->first == NULL) {
        end->last = NULL;
    }
    end->records_n--;
    record->next = NULL;
}

static uc_ssize_t receive_message(struct posix_unix *end,
                                  struct posix_socket_message *message,
                                  unsigned flags)
{
    struct posix_unix_record *record = end->first;

    if (record == NULL) {
        return nothing(end);
    }
    size_t bytes = record->bytes;
    size_t got = uc_fd_ring_copy(&end->in, message->pieces,
                                 (unsigned)message->n, 0, bytes);
    if (got < bytes) {
        message->flags |= POSIX_SOCKET_TRUNC;
    }
    if (posix_unix_is_datagram(end) && message->name != NULL &&
        record->from != NULL) {
        posix_unix_name_write(record->from, message->name,
                              &message->name_bytes);
    } else {
        message->name_bytes = 0;
    }
    posix_unix_rights_give(record, message, flags);
    if ((flags & POSIX_SOCKET_PEEK) == 0) {
        uc_fd_ring_drop(&end->in, bytes);
        take_first(end);
        posix_unix_tell_room(end);
        posix_unix_records_free(record);
    }
    return (uc_ssize_t)((flags & POSIX_SOCKET_TRUNC) != 0 ? bytes : got);
}

/* Returns the record whose descriptors come with what was read, or NULL. */
static struct posix_unix_record *consume(struct posix_unix *end, size_t bytes)
{
    struct posix_unix_record *record = end->first;
    bool full = !posix_unix_has_room(end, UC_FD_RING_ROOM);

    uc_fd_ring_drop(&end->in, bytes);
    if (record == NULL) {
        end->plain -= bytes;
    } else if (bytes <= record->gap) {
        record->gap -= bytes;
        record = NULL;
    } else {
        size_t rest = record->gap + record->bytes - bytes;

        if (record->next == NULL) {
            end->plain += rest;
        } else {
            record->next->gap += rest;
        }
        take_first(end);
    }
    if (full && posix_unix_has_room(end, UC_FD_RING_ROOM)) {
        posix_unix_tell_room(end);
    }
    return record;
}

/*
 * As on Linux, a read that comes to bytes with descriptors takes them and ends
 * behind these bytes at the latest.
 */
static uc_ssize_t receive_stream(struct posix_unix *end,
                                 struct posix_socket_message *message,
                                 size_t skip, unsigned flags)
{
    const struct posix_unix_record *record = end->first;
    unsigned n = (unsigned)message->n;

    message->name_bytes = 0;
    if (uc_fd_pieces_bytes(message->pieces, n) == skip) {
        return 0;
    }
    if (end->in.bytes == 0) {
        return nothing(end);
    }
    size_t got = uc_fd_ring_copy(&end->in, message->pieces, n, skip,
                                 record == NULL ? SIZE_MAX
                                                : record->gap + record->bytes);
    if (record != NULL && got > record->gap) {
        posix_unix_rights_give(record, message, flags);
    }
    if ((flags & POSIX_SOCKET_PEEK) == 0) {
        posix_unix_records_free(consume(end, got));
    }
    return (uc_ssize_t)got;
}

uc_ssize_t posix_unix_receive(struct posix_socket *so,
                              struct posix_socket_message *message, size_t skip,
                              unsigned flags)
{
    struct posix_unix *end = posix_unix(so);

    return so->type == POSIX_SOCKET_STREAM
               ? receive_stream(end, message, skip, flags)
               : receive_message(end, message, flags);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors in messages. Spec: unix(7), cmsg(3).
 *
 * Nobody looks for sockets that only messages in each other hold: what is on
 * its way at once is limited instead, to what the table of descriptors holds.
 */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "unix.h"

enum {
    SCM_RIGHTS = 1,
    SCM_CREDENTIALS = 2,
    FDS_MAX = 253, /* of one message. Spec: Linux, SCM_MAX_FD */
    CREDENTIALS_BYTES = 12,
};

/* struct cmsghdr of the kernel. */
struct header {
    size_t bytes; /* with this */
    int level;
    int type;
};

static unsigned on_their_way;

static size_t padded(size_t bytes)
{
    return (bytes + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1);
}

/* One message of control data: how many descriptors it names. */
static int count_one(const struct header *header)
{
    size_t bytes = header->bytes - sizeof *header;

    if (header->level != POSIX_SOCKET_SOL) {
        return 0;
    }
    if (header->type == SCM_CREDENTIALS && bytes == CREDENTIALS_BYTES) {
        return 0; /* there is one process, which is whom it says */
    }
    return header->type == SCM_RIGHTS && bytes <= FDS_MAX * sizeof(int)
               ? (int)(bytes / sizeof(int))
               : -UC_EINVAL;
}

/* The message of control data at (*at), and steps over it. Returns how many
 * descriptors it names; -UC_EINVAL. */
static int next(const struct posix_socket_message *message, size_t *at,
                const char **data)
{
    const char *from = (const char *)message->control + *at;
    size_t left = message->control_bytes - *at;
    struct header header;

    __builtin_memcpy(&header, from, sizeof header);
    if (header.bytes < sizeof header || header.bytes > left) {
        return -UC_EINVAL;
    }
    *at += padded(header.bytes) < left ? padded(header.bytes) : left;
    *data = from + sizeof header;
    return count_one(&header);
}

static bool more(const struct posix_socket_message *message, size_t at)
{
    return message->control_bytes >= sizeof(struct header) &&
           at <= message->control_bytes - sizeof(struct header);
}

/* How many descriptors (message) names in all. */
static int count(const struct posix_socket_message *message)
{
    const char *data;
    size_t at = 0;
    int n = 0;

    while (more(message, at)) {
        int one = next(message, &at, &data);

        if (one < 0 || (n += one) > FDS_MAX) {
            return -UC_EINVAL;
        }
    }
    return n;
}

/* Holds (n) of the numbers at (data). */
static int hold(struct posix_unix_record *record, const char *data, int n)
{
    for (int i = 0; i < n; i++) {
        int number;

        __builtin_memcpy(&number, data + (size_t)i * sizeof number,
                         sizeof number);
        struct uc_fd *fd = uc_fd_get(number);
        if (fd == NULL) {
            return -UC_EBADF;
        }
        record->fds[record->fds_n++] = fd;
        on_their_way++;
    }
    return 0;
}

int posix_unix_rights_take(const struct posix_socket_message *message,
                           bool always, struct posix_unix_record **out)
{
    struct posix_unix_record *record;
    const char *data;
    size_t at = 0;

    *out = NULL;
    if (message->control_bytes > INT32_MAX) {
        return -UC_ENOBUFS;
    }
    int n = count(message);
    if (n < 0 || (n == 0 && !always)) {
        return n;
    }
    if (n > 0 && on_their_way + (unsigned)n > uc_fd_max()) {
        return -UC_ETOOMANYREFS;
    }
    record = uc_calloc(1, sizeof *record + (size_t)n * sizeof *record->fds);
    if (record == NULL) {
        return -UC_ENOMEM;
    }
    while (more(message, at)) {
        n = next(message, &at, &data);
        n = hold(record, data, n);
        if (n < 0) {
            posix_unix_records_free(record);
            return n;
        }
    }
    *out = record;
    return 0;
}

/* How many numbers fit behind a header. */
static unsigned room(const struct posix_socket_message *message)
{
    size_t bytes = message->control_bytes;

    return message->control == NULL || bytes < sizeof(struct header)
               ? 0
               : (unsigned)((bytes - sizeof(struct header)) / sizeof(int));
}

void posix_unix_rights_give(const struct posix_unix_record *record,
                            struct posix_socket_message *message,
                            unsigned flags)
{
    struct header header = {sizeof header, POSIX_SOCKET_SOL, SCM_RIGHTS};
    unsigned n = room(message);
    unsigned done = 0;

    n = n < record->fds_n ? n : record->fds_n;
    for (; done < n; done++) {
        int number = uc_fd_install(
            record->fds[done], 0,
            flags & POSIX_SOCKET_CMSG_CLOEXEC ? UC_FD_CLOEXEC : 0);

        if (number < 0) {
            break;
        }
        uc_fd_hold(record->fds[done]);
        __builtin_memcpy((char *)message->control + header.bytes, &number,
                         sizeof number);
        header.bytes += sizeof number;
    }
    if (done < record->fds_n) {
        message->flags |= POSIX_SOCKET_CTRUNC;
    }
    if (done > 0) {
        size_t bytes = padded(header.bytes);

        __builtin_memcpy(message->control, &header, sizeof header);
        bytes = bytes < message->control_bytes ? bytes : message->control_bytes;
        message->control = (char *)message->control + bytes;
        message->control_bytes -= bytes;
    }
}

void posix_unix_records_free(struct posix_unix_record *record)
{
    /* What is let go may be a socket that holds others, and so on: they queue
     * up here instead of on the stack. */
    static struct posix_unix_record *doomed;
    static bool runs;

    while (record != NULL) {
        struct posix_unix_record *next_one = record->next;

        record->next = doomed;
        doomed = record;
        record = next_one;
    }
    if (runs) {
        return;
    }
    runs = true;
    while ((record = doomed) != NULL) {
        doomed = record->next;
        on_their_way -= record->fds_n;
        for (unsigned i = 0; i < record->fds_n; i++) {
            uc_fd_release(record->fds[i]);
        }
        posix_unix_name_put(record->from);
        uc_free(record);
    }
    runs = false;
}

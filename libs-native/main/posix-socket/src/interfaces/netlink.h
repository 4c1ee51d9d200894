/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_NETLINK_H
#define POSIX_SOCKET_NETLINK_H

#include <uc/types.h>

enum {
    POSIX_SOCKET_REQUEST_BYTES = 64, /* of a request, what is looked at */
};

/* Messages that wait to be read, from (at) on. */
struct posix_socket_answer {
    uint8_t *data; /* NULL: none */
    size_t bytes;
    size_t at;
};

/*
 * Puts the answer to (request), of (bytes), of which the first
 * POSIX_SOCKET_REQUEST_BYTES are there, into (*answer), in the place of what
 * was there; none to what is no request. (port) is whose it is.
 * -UC_ENOMEM, and (*answer) is as it was.
 */
int posix_socket_answer(const uint8_t *request, size_t bytes, uint32_t port,
                        struct posix_socket_answer *answer);

/* Bytes of the whole messages that come next and fit into (room), one at least.
 */
size_t posix_socket_answer_part(const struct posix_socket_answer *answer,
                                size_t room);

#endif /* POSIX_SOCKET_NETLINK_H */

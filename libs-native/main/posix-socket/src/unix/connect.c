/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "unix.h"

int posix_unix_listen(struct posix_socket *so, int backlog)
{
    struct posix_unix *end = posix_unix(so);

    if (posix_unix_is_datagram(end)) {
        return -UC_EOPNOTSUPP;
    }
    if (end->name == NULL || end->connected) {
        return -UC_EINVAL;
    }
    end->backlog = backlog < 0 || backlog > POSIX_UNIX_BACKLOG_MAX
                       ? POSIX_UNIX_BACKLOG_MAX
                       : (unsigned)backlog;
    so->listens = true;
    posix_unix_tell_room(end);
    return 0;
}

/* Waits, where (so) may, until (events) say that another try is worth it. */
static int wait(struct posix_socket *so, unsigned events, uc_nsec_t span)
{
    return so->fd.flags & UC_FD_NONBLOCK ? -UC_EAGAIN
                                         : posix_socket_wait(so, events, span);
}

int posix_unix_accept(struct posix_socket *so, void *addr, uint32_t *bytes,
                      unsigned flags)
{
    struct posix_unix *end = posix_unix(so);

    if (posix_unix_is_datagram(end)) {
        return -UC_EOPNOTSUPP;
    }
    if (!so->listens) {
        return -UC_EINVAL;
    }
    while (end->waiting == NULL) {
        int err =
            end->in_ends ? -UC_EINVAL : wait(so, UC_FD_IN, so->receive_span);
        if (err < 0) {
            return err;
        }
    }
    struct posix_unix *one = end->waiting;
    int number = uc_fd_install(&one->so.fd, 0, flags);
    if (number < 0) {
        return number;
    }
    one->so.fd.flags |= flags & UC_FD_NONBLOCK;
    one->accepted = true;
    end->waiting = one->next_waiting;
    end->waiting_n--;
    posix_unix_tell_room(end);
    if (addr != NULL) {
        posix_unix_name_write(one->peer_name, addr, bytes);
    }
    return number;
}

/* A connection to (listener), for it to accept. */
static int connect_to(struct posix_unix *end, struct posix_unix *listener)
{
    if (end->so.listens) {
        return -UC_EINVAL;
    }
    if (end->connected) {
        return -UC_EISCONN;
    }
    if (!listener->so.listens || listener->in_ends) {
        return -UC_ECONNREFUSED;
    }
    if (!posix_unix_has_room(listener, 1)) {
        return posix_unix_block(end, listener, 1);
    }
    struct posix_unix *other = posix_unix_new(end->so.type, 0);
    if (other == NULL) {
        return -UC_ENOMEM;
    }
    other->accepted = false;
    other->name = posix_unix_name_hold(listener->name);
    other->peer_name = posix_unix_name_hold(end->name);
    end->peer_name = posix_unix_name_hold(listener->name);
    posix_unix_join(end, other);
    struct posix_unix **last = &listener->waiting;
    while (*last != NULL) {
        last = &(*last)->next_waiting;
    }
    *last = other;
    listener->waiting_n++;
    uc_fd_ready(&listener->so.fd, UC_FD_IN);
    posix_unix_tell(end);
    return 0;
}

/* Whom (end) sends to from now on. */
static int set_peer(struct posix_unix *end, struct posix_unix *peer)
{
    if (peer->peer.to != NULL && peer->peer.to != end) {
        return -UC_EPERM;
    }
    end->gone = false;
    posix_unix_link(&end->peer, end, peer);
    posix_unix_tell(end);
    return 0;
}

static int try(struct posix_unix *end, const void *addr, uint32_t bytes)
{
    struct posix_unix *to;
    struct uc_file *place;
    int err = posix_unix_find(addr, bytes, &to, &place);

    if (err < 0) {
        return err;
    }
    posix_unix_unlink(&end->blocked);
    if (to->so.type != end->so.type) {
        err = -UC_EPROTOTYPE;
    } else {
        err = posix_unix_is_datagram(end) ? set_peer(end, to)
                                          : connect_to(end, to);
    }
    posix_unix_place_close(place);
    return err;
}

int posix_unix_connect(struct posix_socket *so, const void *addr,
                       uint32_t bytes)
{
    struct posix_unix *end = posix_unix(so);
    uint16_t family;
    int err;

    if (posix_unix_is_datagram(end) && addr != NULL && bytes >= sizeof family) {
        __builtin_memcpy(&family, addr, sizeof family);
        if (family == POSIX_SOCKET_AF_UNSPEC) {
            posix_unix_unlink(&end->peer);
            posix_unix_tell(end);
            return 0;
        }
    }
    while ((err = try(end, addr, bytes)) == -UC_EAGAIN) {
        err = wait(so, UC_FD_OUT, so->send_span);
        if (err < 0) {
            break;
        }
    }
    return err;
}

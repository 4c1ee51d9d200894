/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "../interfaces.h"
#include "unix.h"

enum {
    SHUT_RD = 0,
    SHUT_WR = 1,
};

long uc_sys_close(int number);
long uc_sys_socketpair(int family, unsigned type, int protocol, int *out);

static int unix_shutdown(struct posix_socket *so, unsigned how)
{
    struct posix_unix *end = posix_unix(so);
    struct posix_unix *peer = posix_unix_is_datagram(end) ? NULL : end->peer.to;

    if (how != SHUT_WR) {
        end->in_ends = true;
        if (peer != NULL) {
            peer->out_ends = true;
        }
    }
    if (how != SHUT_RD) {
        end->out_ends = true;
        if (peer != NULL) {
            peer->in_ends = true;
        }
    }
    posix_unix_tell(end);
    if (peer != NULL) {
        posix_unix_tell(peer);
    }
    return 0;
}

static int unix_name(struct posix_socket *so, bool peer, void *addr,
                     uint32_t *bytes)
{
    const struct posix_unix *end = posix_unix(so);
    const struct posix_unix_name *name = end->name;

    if (peer) {
        if (!end->connected && end->peer.to == NULL) {
            return -UC_ENOTCONN;
        }
        name = end->connected ? end->peer_name : end->peer.to->name;
    }
    posix_unix_name_write(name, addr, bytes);
    return 0;
}

static int unix_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    const struct posix_unix *end = posix_unix_of_fd(fd);
    size_t bytes = end->in.bytes;

    if (request != POSIX_SOCKET_FIONREAD) {
        return posix_socket_interface_ioctl(request, arg);
    }
    if (end->so.listens) {
        return -UC_EINVAL;
    }
    if (posix_unix_is_datagram(end)) {
        bytes = end->first == NULL ? 0 : end->first->bytes;
    }
    *(int *)arg = (int)bytes;
    return 0;
}

/* Its peer closes: an end, or, of datagrams, nobody to send to any more. */
static void lose(struct posix_unix_link *link, bool unread)
{
    struct posix_unix *owner = link->owner;

    if (link == &owner->peer) {
        owner->in_ends |= owner->connected;
        owner->out_ends |= owner->connected;
        owner->reset |= owner->connected && unread;
        owner->gone = !owner->connected;
    }
    posix_unix_unlink(link);
    posix_unix_tell(owner);
}

static void unix_close(struct uc_fd *fd)
{
    struct posix_unix *end = posix_unix_of_fd(fd);
    struct posix_unix *waiting = end->waiting;
    bool unread = end->in.bytes > 0 || end->first != NULL || !end->accepted;

    uc_fd_gone(fd);
    posix_unix_unbind(end);
    posix_unix_unlink(&end->peer);
    posix_unix_unlink(&end->blocked);
    while (end->links != NULL) {
        lose(end->links, unread);
    }
    posix_unix_name_put(end->name);
    posix_unix_name_put(end->peer_name);
    uc_fd_ring_free(&end->in);
    struct posix_unix_record *records = end->first;
    struct uc_file *place = end->place;
    uc_free(end);
    while (waiting != NULL) {
        struct posix_unix *next = waiting->next_waiting;

        uc_fd_release(&waiting->so.fd);
        waiting = next;
    }
    /* What may block comes last. */
    posix_unix_records_free(records);
    posix_unix_place_close(place);
}

static const struct uc_fd_ops fd_ops = {
    .readv = posix_socket_readv,
    .writev = posix_socket_writev,
    .ioctl = unix_ioctl,
    .events = posix_unix_events,
    .close = unix_close,
};

static const struct posix_socket_ops ops = {
    .bind = posix_unix_bind,
    .listen = posix_unix_listen,
    .accept = posix_unix_accept,
    .connect = posix_unix_connect,
    .shutdown = unix_shutdown,
    .name = unix_name,
    .option_set = posix_unix_option_set,
    .option_get = posix_unix_option_get,
    .receive = posix_unix_receive,
    .send = posix_unix_send,
};

struct posix_unix *posix_unix_new(unsigned type, unsigned flags)
{
    struct posix_unix *end = uc_calloc(1, sizeof *end);

    if (end != NULL) {
        end->so.fd = (struct uc_fd){&fd_ops,
                                    UC_FD_TYPE(UC_FS_SOCKET) |
                                        (flags & UC_FD_NONBLOCK) | UC_FD_RDWR,
                                    1, NULL};
        end->so.ops = &ops;
        end->so.family = POSIX_SOCKET_AF_UNIX;
        end->so.type = type & POSIX_SOCKET_TYPE;
        end->accepted = true;
    }
    return end;
}

void posix_unix_join(struct posix_unix *one, struct posix_unix *other)
{
    posix_unix_link(&one->peer, one, other);
    posix_unix_link(&other->peer, other, one);
    one->connected = !posix_unix_is_datagram(one);
    other->connected = one->connected;
}

static int check(unsigned type, int protocol)
{
    unsigned kind = type & POSIX_SOCKET_TYPE;

    if ((type & ~(unsigned)(POSIX_SOCKET_TYPE | POSIX_SOCKET_FLAGS)) != 0) {
        return -UC_EINVAL;
    }
    if (protocol != 0 && protocol != POSIX_SOCKET_AF_UNIX) {
        return -UC_EPROTONOSUPPORT;
    }
    return kind == POSIX_SOCKET_STREAM || kind == POSIX_SOCKET_DGRAM ||
                   kind == POSIX_SOCKET_SEQPACKET
               ? 0
               : -UC_ESOCKTNOSUPPORT;
}

int posix_socket_unix_open(unsigned type, int protocol)
{
    int err = check(type, protocol);

    if (err < 0) {
        return err;
    }
    struct posix_unix *end = posix_unix_new(type, type);
    if (end == NULL) {
        return -UC_ENOMEM;
    }
    int number = uc_fd_install(&end->so.fd, 0, type);
    if (number < 0) {
        uc_fd_release(&end->so.fd);
    }
    return number;
}

static int install(struct posix_unix *ends[2], unsigned flags, int *out)
{
    int first = uc_fd_install(&ends[0]->so.fd, 0, flags);

    if (first < 0) {
        uc_fd_release(&ends[0]->so.fd);
        uc_fd_release(&ends[1]->so.fd);
        return first;
    }
    int second = uc_fd_install(&ends[1]->so.fd, 0, flags);
    if (second < 0) {
        uc_fd_release(&ends[1]->so.fd);
        (void)uc_sys_close(first);
        return second;
    }
    out[0] = first;
    out[1] = second;
    return 0;
}

long uc_sys_socketpair(int family, unsigned type, int protocol, int *out)
{
    if (family != POSIX_SOCKET_AF_UNIX) {
        return family == POSIX_SOCKET_AF_INET || family == POSIX_SOCKET_AF_INET6
                   ? -UC_EOPNOTSUPP
                   : -UC_EAFNOSUPPORT;
    }
    int err = check(type, protocol);
    if (err < 0) {
        return err;
    }
    struct posix_unix *ends[2] = {posix_unix_new(type, type),
                                  posix_unix_new(type, type)};
    if (ends[0] == NULL || ends[1] == NULL) {
        uc_free(ends[0]);
        uc_free(ends[1]);
        return -UC_ENOMEM;
    }
    posix_unix_join(ends[0], ends[1]);
    return install(ends, type, out);
}

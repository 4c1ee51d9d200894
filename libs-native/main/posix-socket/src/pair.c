/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairs of sockets of AF_UNIX: each end holds what is on its way to it. */
#include <uc/errors.h>
#include <uc/fd_ring.h>
#include <uc/malloc.h>

#include "internal.h"

enum {
    SHUT_RD = 0,
    SHUT_WR = 1,
    SO_ERROR = 4,
};

struct end {
    struct posix_socket so;
    struct uc_fd_ring in;
    struct end *peer; /* NULL once it is closed */
    bool in_ends;     /* its peer writes no more */
    bool out_ends;    /* nobody reads what it writes */
    bool reset;       /* its peer closed without having read all */
};

long uc_sys_close(int number);
long uc_sys_socketpair(int family, unsigned type, int protocol, int *out);

static struct end *end_of(struct posix_socket *so)
{
    return UC_CONTAINER_OF(so, struct end, so);
}

static struct end *end_of_fd(struct uc_fd *fd)
{
    return end_of(UC_CONTAINER_OF(fd, struct posix_socket, fd));
}

static uc_ssize_t pair_receive(struct posix_socket *so,
                               struct posix_socket_message *message,
                               size_t skip, unsigned flags)
{
    struct end *end = end_of(so);
    bool full = uc_fd_ring_room(&end->in) < UC_FD_RING_ROOM;
    struct uc_fs_piece rest;
    const struct uc_fs_piece *pieces = message->pieces;
    unsigned n = (unsigned)message->n;

    message->name_bytes = 0;
    while (n > 0 && skip >= pieces->bytes) {
        skip -= pieces->bytes;
        pieces++;
        n--;
    }
    if (n == 0) {
        return 0;
    }
    if (skip > 0) {
        /* What follows comes with the next round of MSG_WAITALL. */
        rest = (struct uc_fs_piece){(char *)pieces->data + skip,
                                    pieces->bytes - skip};
        pieces = &rest;
        n = 1;
    }
    if (end->in.bytes == 0) {
        if (end->reset) {
            end->reset = false;
            return -UC_ECONNRESET;
        }
        return end->in_ends ? 0 : -UC_EAGAIN;
    }
    size_t got =
        uc_fd_ring_take(&end->in, pieces, n, (flags & POSIX_SOCKET_PEEK) != 0);
    if (full && uc_fd_ring_room(&end->in) >= UC_FD_RING_ROOM &&
        end->peer != NULL) {
        uc_fd_ready(&end->peer->so.fd, UC_FD_OUT);
    }
    return (uc_ssize_t)got;
}

static uc_ssize_t pair_send(struct posix_socket *so,
                            const struct posix_socket_message *message,
                            size_t skip, unsigned flags)
{
    struct end *end = end_of(so);
    unsigned n = (unsigned)message->n;

    (void)flags;
    if (end->out_ends) {
        return -UC_EPIPE;
    }
    if (message->name != NULL) {
        return -UC_EISCONN;
    }
    if (uc_fd_pieces_bytes(message->pieces, n) == skip) {
        return 0;
    }
    uc_ssize_t put =
        uc_fd_ring_put(&end->peer->in, message->pieces, n, skip, false);
    if (put > 0) {
        uc_fd_ready(&end->peer->so.fd, UC_FD_IN);
    }
    return put;
}

static void tell(struct end *end)
{
    uc_fd_ready(&end->so.fd, UC_FD_IN | UC_FD_OUT | UC_FD_READ_END |
                                 UC_FD_HANGUP | UC_FD_ERROR);
}

static int pair_shutdown(struct posix_socket *so, unsigned how)
{
    struct end *end = end_of(so);
    struct end *peer = end->peer;

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
    tell(end);
    if (peer != NULL) {
        tell(peer);
    }
    return 0;
}

/* Both are without a name. */
static int pair_name(struct posix_socket *so, bool peer, void *addr,
                     uint32_t *bytes)
{
    if (peer && end_of(so)->peer == NULL) {
        return -UC_ENOTCONN;
    }
    posix_socket_copy_out(&so->family, sizeof so->family, addr, bytes);
    return 0;
}

static int pair_option_set(struct posix_socket *so, int level, int option,
                           const void *value, uint32_t bytes)
{
    (void)so;
    (void)level;
    (void)option;
    (void)value;
    (void)bytes;
    return -UC_ENOPROTOOPT;
}

static int pair_option_get(struct posix_socket *so, int level, int option,
                           int *value, uint32_t *bytes)
{
    struct end *end = end_of(so);

    (void)bytes;
    if (level != POSIX_SOCKET_SOL || option != SO_ERROR) {
        return -UC_ENOPROTOOPT;
    }
    *value = end->reset ? UC_ECONNRESET : 0;
    end->reset = false;
    return 0;
}

static int pair_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    if (request != POSIX_SOCKET_FIONREAD) {
        return -UC_ENOTTY;
    }
    *(int *)arg = (int)end_of_fd(fd)->in.bytes;
    return 0;
}

static unsigned pair_events(struct uc_fd *fd)
{
    const struct end *end = end_of_fd(fd);
    bool room =
        end->out_ends || uc_fd_ring_room(&end->peer->in) >= UC_FD_RING_ROOM;

    return (end->in.bytes > 0 || end->in_ends ? UC_FD_IN : 0u) |
           (room ? UC_FD_OUT : 0u) | (end->in_ends ? UC_FD_READ_END : 0u) |
           (end->in_ends && end->out_ends ? UC_FD_HANGUP : 0u) |
           (end->reset ? UC_FD_ERROR : 0u);
}

static void pair_close(struct uc_fd *fd)
{
    struct end *end = end_of_fd(fd);
    struct end *peer = end->peer;

    uc_fd_gone(fd);
    if (peer != NULL) {
        peer->peer = NULL;
        peer->in_ends = true;
        peer->out_ends = true;
        peer->reset = end->in.bytes > 0;
        tell(peer);
    }
    uc_fd_ring_free(&end->in);
    uc_free(end);
}

static const struct uc_fd_ops fd_ops = {
    .readv = posix_socket_readv,
    .writev = posix_socket_writev,
    .ioctl = pair_ioctl,
    .events = pair_events,
    .close = pair_close,
};

static const struct posix_socket_ops ops = {
    .shutdown = pair_shutdown,
    .name = pair_name,
    .option_set = pair_option_set,
    .option_get = pair_option_get,
    .receive = pair_receive,
    .send = pair_send,
};

static struct end *new_end(unsigned flags)
{
    struct end *end = uc_calloc(1, sizeof *end);

    if (end != NULL) {
        end->so.fd = (struct uc_fd){&fd_ops,
                                    UC_FD_TYPE(UC_FS_SOCKET) |
                                        (flags & UC_FD_NONBLOCK) | UC_FD_RDWR,
                                    1, NULL};
        end->so.ops = &ops;
        end->so.family = POSIX_SOCKET_AF_UNIX;
        end->so.type = POSIX_SOCKET_STREAM;
    }
    return end;
}

static int install(struct end *ends[2], unsigned flags, int *out)
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
    if ((type & ~(unsigned)POSIX_SOCKET_FLAGS) != POSIX_SOCKET_STREAM ||
        (protocol != 0 && protocol != POSIX_SOCKET_AF_UNIX)) {
        return -UC_EPROTONOSUPPORT;
    }
    struct end *ends[2] = {new_end(type), new_end(type)};
    if (ends[0] == NULL || ends[1] == NULL) {
        uc_free(ends[0]);
        uc_free(ends[1]);
        return -UC_ENOMEM;
    }
    ends[0]->peer = ends[1];
    ends[1]->peer = ends[0];
    return install(ends, type, out);
}

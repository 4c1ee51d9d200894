/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets of NETLINK_ROUTE that answer two requests, for all interfaces and for
 * all addresses: what getifaddrs and if_nameindex send. Any other is answered
 * with EOPNOTSUPP, as Linux does where nobody serves one.
 *
 * Spec: RFC 3549; Linux, netlink(7), rtnetlink(7).
 */
#include <uc/errors.h>
#include <uc/fd_ring.h>
#include <uc/malloc.h>

#include "describe.h"
#include "netlink.h"

enum {
    RAW = 3,
    NETLINK_ROUTE = 0,
    SO_ERROR = 4,
    SO_SNDBUF = 7,
    SO_RCVBUF = 8,
    OWN_PORT = 1, /* Linux gives the number of the process */
};

/* struct sockaddr_nl. */
struct address {
    uint16_t family;
    uint16_t zero;
    uint32_t port; /* 0: the kernel */
    uint32_t groups;
};

struct netlink {
    struct posix_socket so;
    struct posix_socket_answer answer;
};

static struct netlink *netlink_of(struct uc_fd *fd)
{
    return UC_CONTAINER_OF(fd, struct netlink, so.fd);
}

static unsigned netlink_events(struct uc_fd *fd)
{
    const struct posix_socket_answer *answer = &netlink_of(fd)->answer;

    return UC_FD_OUT | (answer->at < answer->bytes ? UC_FD_IN : 0u);
}

static int netlink_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    (void)fd;
    return posix_socket_interface_ioctl(request, arg);
}

static void netlink_close(struct uc_fd *fd)
{
    struct netlink *netlink = netlink_of(fd);

    uc_fd_gone(fd);
    uc_free(netlink->answer.data);
    uc_free(netlink);
}

/* Nothing is told unasked, so there are no groups to join. */
static int netlink_bind(struct posix_socket *so, const void *addr,
                        uint32_t bytes)
{
    struct address name;

    (void)so;
    if (addr == NULL || bytes < sizeof name) {
        return -UC_EINVAL;
    }
    __builtin_memcpy(&name, addr, sizeof name);
    if (name.family != POSIX_SOCKET_AF_NETLINK) {
        return -UC_EINVAL;
    }
    return name.groups != 0 ? -UC_EOPNOTSUPP : 0;
}

static int netlink_connect(struct posix_socket *so, const void *addr,
                           uint32_t bytes)
{
    return netlink_bind(so, addr, bytes);
}

static int netlink_shutdown(struct posix_socket *so, unsigned how)
{
    (void)so;
    (void)how;
    return -UC_EOPNOTSUPP;
}

static int netlink_name(struct posix_socket *so, bool peer, void *addr,
                        uint32_t *bytes)
{
    const struct address name = {POSIX_SOCKET_AF_NETLINK, 0,
                                 peer ? 0 : OWN_PORT, 0};

    (void)so;
    posix_socket_copy_out(&name, sizeof name, addr, bytes);
    return 0;
}

static bool is_buffer_size(int level, int option)
{
    return level == POSIX_SOCKET_SOL &&
           (option == SO_SNDBUF || option == SO_RCVBUF);
}

static int netlink_option_set(struct posix_socket *so, int level, int option,
                              const void *value, uint32_t bytes)
{
    (void)so;
    (void)value;
    (void)bytes;
    return is_buffer_size(level, option) ? 0 : -UC_ENOPROTOOPT;
}

static int netlink_option_get(struct posix_socket *so, int level, int option,
                              int *value, uint32_t *bytes)
{
    (void)so;
    (void)bytes;
    *value = is_buffer_size(level, option) ? UC_FD_RING_BYTES : 0;
    return is_buffer_size(level, option) ||
                   (level == POSIX_SOCKET_SOL && option == SO_ERROR)
               ? 0
               : -UC_ENOPROTOOPT;
}

/* One request at a time: a new one takes the place of what nobody has read. */
static uc_ssize_t netlink_send(struct posix_socket *so,
                               const struct posix_socket_message *message,
                               size_t skip, unsigned flags)
{
    struct netlink *netlink = UC_CONTAINER_OF(so, struct netlink, so);
    uint8_t request[POSIX_SOCKET_REQUEST_BYTES] = {0};
    const size_t all =
        uc_fd_pieces_bytes(message->pieces, (unsigned)message->n);
    size_t bytes = 0;

    (void)skip;
    (void)flags;
    for (size_t i = 0; i < message->n; i++) {
        const struct uc_fs_piece *piece = &message->pieces[i];
        size_t room = sizeof request - bytes;
        size_t part = piece->bytes < room ? piece->bytes : room;

        if (part > 0) {
            __builtin_memcpy(request + bytes, piece->data, part);
        }
        bytes += part;
    }
    int err = posix_socket_answer(request, all, OWN_PORT, &netlink->answer);
    if (err < 0) {
        return err;
    }
    uc_fd_ready(&so->fd, UC_FD_IN);
    return (uc_ssize_t)all;
}

/* As many messages as there is room for; of one that is larger, what fits. */
static uc_ssize_t netlink_receive(struct posix_socket *so,
                                  struct posix_socket_message *message,
                                  size_t skip, unsigned flags)
{
    struct netlink *netlink = UC_CONTAINER_OF(so, struct netlink, so);
    struct posix_socket_answer *answer = &netlink->answer;
    const struct address kernel = {POSIX_SOCKET_AF_NETLINK, 0, 0, 0};
    const size_t room =
        uc_fd_pieces_bytes(message->pieces, (unsigned)message->n);

    (void)skip;
    if (answer->at == answer->bytes) {
        return -UC_EAGAIN;
    }
    const uint8_t *from = answer->data + answer->at;
    const size_t bytes = posix_socket_answer_part(answer, room);
    posix_socket_scatter(message, from, bytes < room ? bytes : room);
    if ((flags & POSIX_SOCKET_PEEK) == 0) {
        answer->at += bytes;
    }
    if (message->name != NULL) {
        posix_socket_copy_out(&kernel, sizeof kernel, message->name,
                              &message->name_bytes);
    }
    if (bytes <= room) {
        return (uc_ssize_t)bytes;
    }
    message->flags |= POSIX_SOCKET_TRUNC;
    return (uc_ssize_t)((flags & POSIX_SOCKET_TRUNC) != 0 ? bytes : room);
}

static const struct uc_fd_ops fd_ops = {
    .readv = posix_socket_readv,
    .writev = posix_socket_writev,
    .ioctl = netlink_ioctl,
    .events = netlink_events,
    .close = netlink_close,
};

static const struct posix_socket_ops ops = {
    .bind = netlink_bind,
    .connect = netlink_connect,
    .shutdown = netlink_shutdown,
    .name = netlink_name,
    .option_set = netlink_option_set,
    .option_get = netlink_option_get,
    .receive = netlink_receive,
    .send = netlink_send,
};

int posix_socket_netlink_open(unsigned type, int protocol)
{
    const unsigned kind = type & POSIX_SOCKET_TYPE;

    if ((type & ~(unsigned)(POSIX_SOCKET_TYPE | POSIX_SOCKET_FLAGS)) != 0) {
        return -UC_EINVAL;
    }
    if (kind != RAW && kind != POSIX_SOCKET_DGRAM) {
        return -UC_ESOCKTNOSUPPORT;
    }
    if (protocol != NETLINK_ROUTE) {
        return -UC_EPROTONOSUPPORT;
    }
    struct netlink *netlink = uc_calloc(1, sizeof *netlink);
    if (netlink == NULL) {
        return -UC_ENOMEM;
    }
    netlink->so.fd = (struct uc_fd){&fd_ops,
                                    UC_FD_TYPE(UC_FS_SOCKET) |
                                        (type & UC_FD_NONBLOCK) | UC_FD_RDWR,
                                    1, NULL};
    netlink->so.ops = &ops;
    netlink->so.family = POSIX_SOCKET_AF_NETLINK;
    netlink->so.type = (uint16_t)kind;
    int number = uc_fd_install(&netlink->so.fd, 0, type);
    if (number < 0) {
        uc_free(netlink);
    }
    return number;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "../interfaces.h"
#include "inet.h"

static unsigned events_of(unsigned ready)
{
    return (ready & UC_SOCKET_READABLE ? UC_FD_IN : 0u) |
           (ready & UC_SOCKET_WRITABLE ? UC_FD_OUT : 0u) |
           (ready & UC_SOCKET_HANGUP ? UC_FD_HANGUP : 0u) |
           (ready & UC_SOCKET_ERROR ? UC_FD_ERROR : 0u) |
           (ready & UC_SOCKET_READ_END ? UC_FD_READ_END : 0u);
}

static struct posix_socket_inet *inet_of(struct uc_fd *fd)
{
    return posix_socket_inet(UC_CONTAINER_OF(fd, struct posix_socket, fd));
}

/* Context: the stack's thread, with its lock. */
static void edge(struct uc_socket *s, unsigned events, void *arg)
{
    struct posix_socket_inet *inet = arg;

    (void)s;
    uc_fd_ready(&inet->so.fd, events_of(events));
}

static unsigned inet_events(struct uc_fd *fd)
{
    struct posix_socket_inet *inet = inet_of(fd);

    /* As on Linux: nothing to wait for before it connects or listens. */
    return UC_UNLIKELY(inet->fresh) ? UC_FD_OUT | UC_FD_HANGUP
                                    : events_of(uc_socket_events(inet->s));
}

static int inet_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    if (request != POSIX_SOCKET_FIONREAD) {
        return posix_socket_interface_ioctl(request, arg);
    }
    return uc_socket_option_get(inet_of(fd)->s, UC_SOCKOPT_READABLE_BYTES, arg);
}

static void inet_close(struct uc_fd *fd)
{
    struct posix_socket_inet *inet = inet_of(fd);

    uc_fd_gone(fd);
    if (inet->s != NULL) {
        uc_socket_close(inet->s);
    }
    uc_free(inet);
}

static const struct uc_fd_ops fd_ops = {
    .readv = posix_socket_readv,
    .writev = posix_socket_writev,
    .ioctl = inet_ioctl,
    .events = inet_events,
    .close = inet_close,
};

static const struct posix_socket_ops ops = {
    .bind = posix_socket_inet_bind,
    .listen = posix_socket_inet_listen,
    .accept = posix_socket_inet_accept,
    .connect = posix_socket_inet_connect,
    .shutdown = posix_socket_inet_shutdown,
    .name = posix_socket_inet_name,
    .option_set = posix_socket_inet_option_set,
    .option_get = posix_socket_inet_option_get,
    .receive = posix_socket_inet_receive,
    .send = posix_socket_inet_send,
};

void posix_socket_inet_attach(struct posix_socket_inet *inet,
                              struct uc_socket *s)
{
    inet->s = s;
    uc_socket_watch(s, edge, inet);
}

int posix_socket_inet_new(const struct posix_socket *like, struct uc_socket *s,
                          unsigned flags, struct posix_socket_inet **out)
{
    struct posix_socket_inet *inet = uc_calloc(1, sizeof *inet);

    if (inet == NULL) {
        return -UC_ENOMEM;
    }
    inet->so.fd = (struct uc_fd){&fd_ops,
                                 UC_FD_TYPE(UC_FS_SOCKET) |
                                     (flags & UC_FD_NONBLOCK) | UC_FD_RDWR,
                                 1, NULL};
    inet->so.ops = &ops;
    inet->so.family = like->family;
    inet->so.type = like->type;
    inet->so.protocol = like->protocol;
    inet->so.receive_span = like->receive_span;
    inet->so.send_span = like->send_span;
    int number = uc_fd_install(&inet->so.fd, 0, flags);
    if (number < 0) {
        uc_free(inet);
        return number;
    }
    if (s != NULL) {
        posix_socket_inet_attach(inet, s);
    }
    *out = inet;
    return number;
}

/* Spec: Linux, net/socket.c, net/ipv4/af_inet.c. */
static int check(unsigned type, int protocol)
{
    unsigned kind = type & POSIX_SOCKET_TYPE;
    bool tcp = kind == POSIX_SOCKET_STREAM;

    if ((type & ~(unsigned)(POSIX_SOCKET_TYPE | POSIX_SOCKET_FLAGS)) != 0) {
        return -UC_EINVAL;
    }
    if (!tcp && kind != POSIX_SOCKET_DGRAM) {
        return -UC_EPROTONOSUPPORT;
    }
    return protocol == 0 ||
                   protocol == (tcp ? POSIX_SOCKET_TCP : POSIX_SOCKET_UDP)
               ? 0
               : -UC_EPROTONOSUPPORT;
}

int posix_socket_inet_open(int family, unsigned type, int protocol)
{
    bool tcp = (type & POSIX_SOCKET_TYPE) == POSIX_SOCKET_STREAM;
    struct posix_socket_inet *inet;
    struct uc_socket *s;
    int err = check(type, protocol);

    if (err == 0) {
        err = uc_socket_open(
            &s, family == POSIX_SOCKET_AF_INET6 ? UC_NET_IPV6 : UC_NET_IPV4,
            tcp ? UC_SOCKET_TCP : UC_SOCKET_UDP);
    }
    if (err < 0) {
        return err;
    }
    const struct posix_socket like = {
        .family = (uint16_t)family,
        .type = type & POSIX_SOCKET_TYPE,
        .protocol = tcp ? POSIX_SOCKET_TCP : POSIX_SOCKET_UDP,
    };
    int number = posix_socket_inet_new(&like, s, type, &inet);
    if (number < 0) {
        uc_socket_close(s);
        return number;
    }
    inet->fresh = tcp;
    return number;
}

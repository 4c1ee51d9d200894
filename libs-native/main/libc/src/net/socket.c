/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <uc/errors.h>

#include "socket.h"

static uc_ssize_t socket_read(struct libc_open *o, void *buf, size_t len)
{
    if (len == 0) {
        return 0; /* as on Linux; recv waits */
    }
    return libc_socket_receive((struct libc_socket *)o, buf, len, 0, NULL);
}

static uc_ssize_t socket_write(struct libc_open *o, const void *buf, size_t len)
{
    return libc_socket_send((struct libc_socket *)o, buf, len, 0, NULL);
}

static void socket_close(struct libc_open *o)
{
    struct libc_socket *so = (struct libc_socket *)o;

    uc_socket_close(so->s);
    free(so);
}

static const struct libc_open_ops socket_ops = {
    .read = socket_read,
    .write = socket_write,
    .read_pieces = libc_socket_read_pieces,
    .write_pieces = libc_socket_write_pieces,
    .poll = libc_socket_poll,
    .close = socket_close,
};

struct libc_socket *libc_socket_hold(int fd)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o != NULL && o->ops != &socket_ops) {
        libc_descriptor_release(o);
        errno = ENOTSOCK;
        return NULL;
    }
    return (struct libc_socket *)o;
}

void libc_socket_release(struct libc_socket *so)
{
    libc_descriptor_release(&so->open);
}

/* Gives (s) a number; on failure (s) is closed. Returns it or -UC_Exxx. */
static int adopt(struct uc_socket *s, int family, int type, int flags)
{
    struct libc_socket *so = malloc(sizeof(*so));

    if (so == NULL) {
        uc_socket_close(s);
        return -UC_ENOMEM;
    }
    *so = (struct libc_socket){
        .open = {.ops = &socket_ops,
                 .holders = 1,
                 .flags = O_RDWR | ((unsigned)flags & O_NONBLOCK)},
        .s = s,
        .family = family,
        .type = type,
    };
    int fd = libc_descriptor_add(&so->open);
    if (fd < 0) {
        libc_socket_release(so);
    }
    return fd;
}

int socket(int domain, int type, int protocol)
{
    const int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    const bool is_stream = kind == SOCK_STREAM;
    struct uc_socket *s;

    if (domain != AF_INET && domain != AF_INET6) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    if (!is_stream && kind != SOCK_DGRAM) {
        errno = ESOCKTNOSUPPORT;
        return -1;
    }
    if (protocol != 0 && protocol != (is_stream ? IPPROTO_TCP : IPPROTO_UDP)) {
        errno = EPROTONOSUPPORT;
        return -1;
    }
    int err =
        uc_socket_open(&s, (domain == AF_INET) ? UC_NET_IPV4 : UC_NET_IPV6,
                       is_stream ? UC_SOCKET_TCP : UC_SOCKET_UDP);
    if (err == 0) {
        err = adopt(s, domain, kind, type);
    }
    return (int)libc_result(err);
}

int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr to;

    if (so == NULL) {
        return -1;
    }
    int err = libc_address_read(addr, len, &to);
    if (err == 0) {
        err = uc_socket_bind(so->s, &to);
    }
    libc_socket_release(so);
    return (int)libc_result(err);
}

int listen(int fd, int backlog)
{
    struct libc_socket *so = libc_socket_hold(fd);

    if (so == NULL) {
        return -1;
    }
    int err = -UC_EOPNOTSUPP;
    if (so->type == SOCK_STREAM) {
        /* 0 would be the stack's largest there; here it is the smallest. */
        err = uc_socket_listen(so->s, (backlog > 0) ? (unsigned)backlog : 1);
        so->listens = so->listens || err == 0;
    }
    libc_socket_release(so);
    return (int)libc_result(err);
}

static int accept_one(struct libc_socket *so, struct uc_socket **out,
                      struct uc_net_addr *peer)
{
    const uc_nsec_t deadline = libc_deadline(so->receive_timeout);

    if (!so->listens) {
        return -UC_EINVAL;
    }
    for (;;) {
        int err = uc_socket_accept(so->s, out, peer);

        if (err != -UC_EAGAIN || (so->open.flags & O_NONBLOCK) != 0) {
            return err;
        }
        int events = uc_socket_wait(so->s, UC_SOCKET_READABLE, deadline);
        if (events < 0) {
            return (events == -UC_ETIMEDOUT) ? -UC_EAGAIN : events;
        }
    }
}

int accept4(int fd, struct sockaddr *restrict addr, socklen_t *restrict len,
            int flags)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr peer = {0};
    struct uc_socket *s = NULL;

    if (so == NULL) {
        return -1;
    }
    int result = accept_one(so, &s, &peer);
    if (result == 0) {
        result = adopt(s, so->family, SOCK_STREAM, flags);
    }
    if (result >= 0) {
        libc_address_write(&peer, so->family, addr, len);
    }
    libc_socket_release(so);
    return (int)libc_result(result);
}

int accept(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return accept4(fd, addr, len, 0);
}

/* A connection has begun; waits for how it turns out. */
static int finish_connect(struct libc_socket *so)
{
    int pending = 0;

    int events = uc_socket_wait(so->s, UC_SOCKET_WRITABLE,
                                libc_deadline(so->send_timeout));
    if (events < 0) {
        return (events == -UC_ETIMEDOUT) ? -UC_EINPROGRESS : events;
    }
    int err = uc_socket_option_get(so->s, UC_SOCKOPT_ERROR, &pending);
    return (err < 0) ? err : -pending;
}

int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr to;

    if (so == NULL) {
        return -1;
    }
    int err = libc_address_read(addr, len, &to);
    if (err == 0) {
        err = uc_socket_connect(so->s, &to);
        if (err == -UC_EINPROGRESS && (so->open.flags & O_NONBLOCK) == 0) {
            err = finish_connect(so);
        }
    }
    libc_socket_release(so);
    return (int)libc_result(err);
}

int shutdown(int fd, int how)
{
    struct libc_socket *so = libc_socket_hold(fd);

    if (so == NULL) {
        return -1;
    }
    int err = -UC_EINVAL;
    if (how >= SHUT_RD && how <= SHUT_RDWR) {
        /* SHUT_RD, _WR, _RDWR are 0, 1, 2; the contract's are bits 1, 2, 3. */
        err = uc_socket_shutdown(so->s, (enum uc_socket_how)(how + 1));
    }
    libc_socket_release(so);
    return (int)libc_result(err);
}

static int name_of(int fd, struct sockaddr *addr, socklen_t *len,
                   int (*get)(struct uc_socket *s, struct uc_net_addr *out))
{
    struct libc_socket *so = libc_socket_hold(fd);
    struct uc_net_addr name = {0};

    if (so == NULL) {
        return -1;
    }
    int err = get(so->s, &name);
    if (err == 0) {
        libc_address_write(&name, so->family, addr, len);
    }
    libc_socket_release(so);
    return (int)libc_result(err);
}

int getsockname(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return name_of(fd, addr, len, uc_socket_local);
}

int getpeername(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return name_of(fd, addr, len, uc_socket_peer);
}

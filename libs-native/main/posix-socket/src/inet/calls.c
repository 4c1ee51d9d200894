/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "inet.h"

long uc_sys_close(int number);

int posix_socket_inet_bind(struct posix_socket *so, const void *addr,
                           uint32_t bytes)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    struct uc_net_addr to;
    int err = posix_socket_addr_read(so, addr, bytes, &to);

    if (err == 0 && inet->bound) {
        err = -UC_EINVAL;
    }
    if (err == 0) {
        err = uc_socket_bind(inet->s, &to);
    }
    inet->bound |= err == 0;
    return err;
}

int posix_socket_inet_listen(struct posix_socket *so, int backlog)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    const struct uc_net_addr any = {
        .family =
            so->family == POSIX_SOCKET_AF_INET6 ? UC_NET_IPV6 : UC_NET_IPV4};
    int err = 0;

    if (so->type != POSIX_SOCKET_STREAM) {
        return -UC_EOPNOTSUPP;
    }
    if (inet->fresh && !inet->bound) {
        err = uc_socket_bind(inet->s, &any);
        inet->bound = err == 0;
    }
    if (err == 0) {
        /* The stack's largest is its 0; as Linux, 0 here is one. */
        unsigned most = backlog < 0 ? 0 : (unsigned)backlog;
        err = uc_socket_listen(inet->s, backlog == 0 ? 1 : most);
    }
    if (err == 0) {
        inet->fresh = false;
        so->listens = true;
    }
    return err;
}

/* There is one to accept. Its number comes first: without one it stays. */
static int accept_one(struct posix_socket *so, void *addr, uint32_t *bytes,
                      unsigned flags)
{
    struct posix_socket_inet *inet;
    struct uc_net_addr peer = {.family = 0};
    struct uc_socket *s;
    int number = posix_socket_inet_new(so, NULL, flags, &inet);

    if (number < 0) {
        return number;
    }
    int err = uc_socket_accept(posix_socket_inet(so)->s, &s, &peer);
    if (err < 0) {
        (void)uc_sys_close(number);
        return err;
    }
    inet->bound = true;
    posix_socket_inet_attach(inet, s);
    if (addr != NULL) {
        posix_socket_addr_write(so, &peer, addr, bytes);
    }
    return number;
}

int posix_socket_inet_accept(struct posix_socket *so, void *addr,
                             uint32_t *bytes, unsigned flags)
{
    if (so->type != POSIX_SOCKET_STREAM) {
        return -UC_EOPNOTSUPP;
    }
    if (!so->listens) {
        return -UC_EINVAL;
    }
    while ((uc_socket_events(posix_socket_inet(so)->s) & UC_SOCKET_READABLE) ==
           0) {
        int err = so->fd.flags & UC_FD_NONBLOCK
                      ? -UC_EAGAIN
                      : posix_socket_wait(so, UC_FD_IN, so->receive_span);
        if (err < 0) {
            return err;
        }
    }
    return accept_one(so, addr, bytes, flags);
}

/* A connection has begun; waits for how it turns out. */
static int finish_connect(struct posix_socket *so)
{
    int pending = 0;
    int err = posix_socket_wait(so, UC_FD_OUT, so->send_span);

    if (err < 0) {
        return err == -UC_EAGAIN ? -UC_EINPROGRESS : err;
    }
    err = uc_socket_option_get(posix_socket_inet(so)->s, UC_SOCKOPT_ERROR,
                               &pending);
    return err < 0 ? err : -pending;
}

int posix_socket_inet_connect(struct posix_socket *so, const void *addr,
                              uint32_t bytes)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    struct uc_net_addr to;
    int err = posix_socket_addr_read(so, addr, bytes, &to);

    if (err < 0) {
        return err;
    }
    err = uc_socket_connect(inet->s, &to);
    if (err == -UC_EINPROGRESS) {
        inet->fresh = false;
        inet->bound = true;
        if ((so->fd.flags & UC_FD_NONBLOCK) == 0) {
            err = finish_connect(so);
        }
    }
    return err;
}

int posix_socket_inet_shutdown(struct posix_socket *so, unsigned how)
{
    /* SHUT_RD, _WR, _RDWR are 0, 1, 2; the contract's are bits 1, 2, 3. */
    return uc_socket_shutdown(posix_socket_inet(so)->s,
                              (enum uc_socket_how)(how + 1));
}

int posix_socket_inet_name(struct posix_socket *so, bool peer, void *addr,
                           uint32_t *bytes)
{
    struct uc_socket *s = posix_socket_inet(so)->s;
    struct uc_net_addr name = {.family = 0};
    int err = peer ? uc_socket_peer(s, &name) : uc_socket_local(s, &name);

    if (err == 0) {
        posix_socket_addr_write(so, &name, addr, bytes);
    }
    return err;
}

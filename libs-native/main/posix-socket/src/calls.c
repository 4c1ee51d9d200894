/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "interfaces.h"
#include "internal.h"

enum {
    SHUT_RDWR = 2,
};

long uc_sys_accept(int number, void *addr, uint32_t *bytes);
long uc_sys_accept4(int number, void *addr, uint32_t *bytes, unsigned flags);
long uc_sys_bind(int number, const void *addr, uint32_t bytes);
long uc_sys_connect(int number, const void *addr, uint32_t bytes);
long uc_sys_getpeername(int number, void *addr, uint32_t *bytes);
long uc_sys_getsockname(int number, void *addr, uint32_t *bytes);
long uc_sys_listen(int number, int backlog);
long uc_sys_shutdown(int number, unsigned how);
long uc_sys_socket(int family, unsigned type, int protocol);

long uc_sys_socket(int family, unsigned type, int protocol)
{
    if (UC_CONFIG_POSIX_SOCKET_UNIX && family == POSIX_SOCKET_AF_UNIX) {
        return posix_socket_unix_open(type, protocol);
    }
    if (UC_CONFIG_POSIX_SOCKET_INET &&
        (family == POSIX_SOCKET_AF_INET || family == POSIX_SOCKET_AF_INET6)) {
        return posix_socket_inet_open(family, type, protocol);
    }
    if (UC_CONFIG_POSIX_SOCKET_INTERFACES &&
        family == POSIX_SOCKET_AF_NETLINK) {
        return posix_socket_netlink_open(type, protocol);
    }
    return -UC_EAFNOSUPPORT;
}

long uc_sys_bind(int number, const void *addr, uint32_t bytes)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err == 0) {
        err = so->ops->bind == NULL ? -UC_EOPNOTSUPP
                                    : so->ops->bind(so, addr, bytes);
        uc_fd_release(&so->fd);
    }
    return err;
}

long uc_sys_listen(int number, int backlog)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err == 0) {
        err = so->ops->listen == NULL ? -UC_EOPNOTSUPP
                                      : so->ops->listen(so, backlog);
        uc_fd_release(&so->fd);
    }
    return err;
}

long uc_sys_accept4(int number, void *addr, uint32_t *bytes, unsigned flags)
{
    struct posix_socket *so;
    int result = posix_socket_get(number, &so);

    if (result < 0) {
        return result;
    }
    if ((flags & ~(unsigned)POSIX_SOCKET_FLAGS) != 0) {
        result = -UC_EINVAL;
    } else if (so->ops->accept == NULL) {
        result = -UC_EOPNOTSUPP;
    } else {
        result = so->ops->accept(so, bytes == NULL ? NULL : addr, bytes, flags);
    }
    uc_fd_release(&so->fd);
    return result;
}

long uc_sys_accept(int number, void *addr, uint32_t *bytes)
{
    return uc_sys_accept4(number, addr, bytes, 0);
}

long uc_sys_connect(int number, const void *addr, uint32_t bytes)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err == 0) {
        err = so->ops->connect == NULL ? -UC_EISCONN
                                       : so->ops->connect(so, addr, bytes);
        uc_fd_release(&so->fd);
    }
    return err;
}

long uc_sys_shutdown(int number, unsigned how)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err == 0) {
        err = how > SHUT_RDWR ? -UC_EINVAL : so->ops->shutdown(so, how);
        uc_fd_release(&so->fd);
    }
    return err;
}

static int name(int number, bool peer, void *addr, uint32_t *bytes)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err == 0) {
        err = so->ops->name(so, peer, addr, bytes);
        uc_fd_release(&so->fd);
    }
    return err;
}

long uc_sys_getsockname(int number, void *addr, uint32_t *bytes)
{
    return name(number, false, addr, bytes);
}

long uc_sys_getpeername(int number, void *addr, uint32_t *bytes)
{
    return name(number, true, addr, bytes);
}

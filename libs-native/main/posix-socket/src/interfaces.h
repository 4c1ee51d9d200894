/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_INTERFACES_H
#define POSIX_SOCKET_INTERFACES_H

/* Network interfaces, as a program may ask for them. */
#include <uc/errors.h>

#include "internal.h"

/* What posix_socket_interface_ioctl does in images with option interfaces. */
int posix_socket_interfaces(unsigned long request, void *arg);

/*
 * The ioctl of any socket that asks about interfaces, of netdevice(7). Errors:
 * -UC_ENOTTY (none of those), -UC_ENODEV, -UC_EADDRNOTAVAIL, -UC_EPERM (to
 * change one), -UC_EFAULT.
 */
static inline int posix_socket_interface_ioctl(unsigned long request, void *arg)
{
    return UC_CONFIG_POSIX_SOCKET_INTERFACES
               ? posix_socket_interfaces(request, arg)
               : -UC_ENOTTY;
}

/* Spec: Linux, include/uapi/linux/if.h. */
enum posix_socket_interface_flag {
    POSIX_SOCKET_IFF_UP = 0x1,
    POSIX_SOCKET_IFF_BROADCAST = 0x2,
    POSIX_SOCKET_IFF_RUNNING = 0x40,
    POSIX_SOCKET_IFF_MULTICAST = 0x1000,
};

/* A new socket of AF_NETLINK, as posix_socket_inet_open. */
int posix_socket_netlink_open(unsigned type, int protocol);

#endif /* POSIX_SOCKET_INTERFACES_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_DESCRIBE_H
#define POSIX_SOCKET_DESCRIBE_H

#include <uc/netstack.h>

#include "../interfaces.h"

/* Numbers of interfaces count from 1: struct sockaddr_in6's scope. */
#define POSIX_SOCKET_FIRST_INTERFACE 1

/* Spec: Linux, include/uapi/linux/if_arp.h. */
enum {
    ARPHRD_ETHER = 1,
};

unsigned posix_socket_interface_flags(const struct uc_net_interface *net);

/* Of IPv4: network mask, and address to all of the network. */
void posix_socket_netmask(unsigned prefix, uint8_t out[4]);
void posix_socket_broadcast(const struct uc_net_interface *net, uint8_t out[4]);

#endif /* POSIX_SOCKET_DESCRIBE_H */

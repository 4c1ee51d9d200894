/* SPDX-License-Identifier: BSD-3-Clause */
#include "describe.h"

unsigned posix_socket_interface_flags(const struct uc_net_interface *net)
{
    return POSIX_SOCKET_IFF_UP | POSIX_SOCKET_IFF_BROADCAST |
           POSIX_SOCKET_IFF_MULTICAST |
           (net->up ? POSIX_SOCKET_IFF_RUNNING : 0u);
}

void posix_socket_netmask(unsigned prefix, uint8_t out[4])
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned bits = prefix > 8 * i ? prefix - 8 * i : 0;

        out[i] = (uint8_t)(bits >= 8 ? 0xff : 0xff00 >> bits);
    }
}

void posix_socket_broadcast(const struct uc_net_interface *net, uint8_t out[4])
{
    posix_socket_netmask(net->ipv4_prefix, out);
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(net->ipv4.addr[i] | (uint8_t)~out[i]);
    }
}

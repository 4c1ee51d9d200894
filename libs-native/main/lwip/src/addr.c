/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "internal.h"

#if LWIP_IPV6
static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0,   0,
                                          0, 0, 0, 0, 255, 255};

/* lwIP's zone is the number of its netif; the contract's, that of the device.
 */
static void set_zone(ip6_addr_t *addr, uint32_t scope)
{
    ip6_addr_clear_zone(addr);
    if (!ip6_addr_has_scope(addr, IP6_UNKNOWN)) {
        return;
    }
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        if (scope == 0 || nic->dev->index + 1 == scope) {
            ip6_addr_assign_zone(addr, IP6_UNKNOWN, &nic->netif);
            return;
        }
    }
}

static uint32_t scope_of(const ip6_addr_t *addr)
{
    for (struct lwip_nic *nic = lwip_core.nics; nic != NULL; nic = nic->next) {
        if (ip6_addr_has_zone(addr) && ip6_addr_test_zone(addr, &nic->netif)) {
            return nic->dev->index + 1;
        }
    }
    return 0;
}

static int addr6_in(const struct uc_net_addr *from, ip_addr_t *to)
{
    if (memcmp(from->addr, mapped_prefix, sizeof mapped_prefix) == 0) {
        IP_SET_TYPE(to, IPADDR_TYPE_V4);
        memcpy(&ip_2_ip4(to)->addr, from->addr + 12, 4);
        return 0;
    }
    IP_SET_TYPE(to, IPADDR_TYPE_V6);
    memcpy(ip_2_ip6(to)->addr, from->addr, 16);
    set_zone(ip_2_ip6(to), from->scope);
    return 0;
}
#endif

int lwip_addr_in(const struct uc_net_addr *from, ip_addr_t *to)
{
    if (from->family == UC_NET_IPV4) {
        IP_SET_TYPE(to, IPADDR_TYPE_V4);
        memcpy(&ip_2_ip4(to)->addr, from->addr, 4);
        return 0;
    }
#if LWIP_IPV6
    if (from->family == UC_NET_IPV6) {
        return addr6_in(from, to);
    }
#endif
    return -UC_EAFNOSUPPORT;
}

void lwip_addr_out(const ip_addr_t *from, uint16_t port, bool mapped,
                   struct uc_net_addr *to)
{
    memset(to, 0, sizeof *to);
    to->port = port;
#if LWIP_IPV6
    if (!IP_IS_V4(from)) {
        to->family = UC_NET_IPV6;
        memcpy(to->addr, ip_2_ip6(from)->addr, 16);
        to->scope = scope_of(ip_2_ip6(from));
        return;
    }
    if (mapped) {
        to->family = UC_NET_IPV6;
        memcpy(to->addr, mapped_prefix, sizeof mapped_prefix);
        memcpy(to->addr + 12, &ip_2_ip4(from)->addr, 4);
        return;
    }
#else
    (void)mapped;
#endif
    to->family = UC_NET_IPV4;
    memcpy(to->addr, &ip_2_ip4(from)->addr, 4);
}

uint8_t lwip_prefix_of_mask(const ip4_addr_t *mask)
{
    uint32_t bits = lwip_ntohl(ip4_addr_get_u32(mask));

    return bits == UINT32_MAX ? 32 : (uint8_t)__builtin_clz(~bits);
}

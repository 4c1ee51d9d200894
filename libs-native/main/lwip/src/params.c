/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/param.h>

#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct lwip_params lwip_params;

/* Copies the address part of "address/prefix". Returns the prefix, or (most).
 */
static int split_prefix(const char *value, char *addr, size_t size, int most)
{
    size_t len = 0;

    while (value[len] != '\0' && value[len] != '/') {
        len++;
    }
    if (len >= size) {
        return -UC_EINVAL;
    }
    memcpy(addr, value, len);
    addr[len] = '\0';
    if (value[len] == '\0') {
        return most;
    }
    int prefix = atoi(value + len + 1);
    return value[len + 1] != '\0' && prefix <= most ? prefix : -UC_EINVAL;
}

#if LWIP_IPV6
static int set_addr6(const char *text, int prefix)
{
    if (!ip6addr_aton(text, &lwip_params.addr6)) {
        return -UC_EINVAL;
    }
    lwip_params.prefix6 = (uint8_t)prefix;
    lwip_params.has_addr6 = true;
    return 0;
}
#endif

static int set_addr(const char *value)
{
    char text[IPADDR_STRLEN_MAX];
    bool v6 = strstr(value, ":") != NULL;
    int prefix = split_prefix(value, text, sizeof text, v6 ? 128 : 32);

    if (prefix < 0) {
        return prefix;
    }
#if LWIP_IPV6
    if (v6) {
        return set_addr6(text, prefix);
    }
#endif
    if (!ip4addr_aton(text, &lwip_params.addr)) {
        return -UC_EINVAL;
    }
    uint32_t mask = prefix == 0 ? 0 : UINT32_MAX << (32 - prefix);
    ip4_addr_set_u32(&lwip_params.mask, lwip_htonl(mask));
    lwip_params.has_addr = true;
    return 0;
}

static int set_gateway(const char *value)
{
    return ip4addr_aton(value, &lwip_params.gateway) ? 0 : -UC_EINVAL;
}

static int set_dns(const char *value)
{
    if (lwip_params.dns_n == UC_ARRAY_SIZE(lwip_params.dns) ||
        !ipaddr_aton(value, &lwip_params.dns[lwip_params.dns_n])) {
        return -UC_EINVAL;
    }
    lwip_params.dns_n++;
    return 0;
}

static int set_dhcp(const char *value)
{
    if ((value[0] != '0' && value[0] != '1') || value[1] != '\0') {
        return -UC_EINVAL;
    }
    lwip_params.has_dhcp = true;
    lwip_params.dhcp = value[0] == '1';
    return 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int set_mac(const char *value)
{
    uint8_t mac[6];

    for (unsigned i = 0; i < 6; i++, value += 3) {
        int high = hex_digit(value[0]);
        int low = high < 0 ? -1 : hex_digit(value[1]);
        if (low < 0 || value[2] != (i < 5 ? ':' : '\0')) {
            return -UC_EINVAL;
        }
        mac[i] = (uint8_t)(high << 4 | low);
    }
    if (mac[0] & 1) {
        return -UC_EINVAL; /* a group's address */
    }
    memcpy(lwip_params.mac, mac, sizeof mac);
    lwip_params.has_mac = true;
    return 0;
}

UC_PARAM(net_addr, "net.addr", set_addr);
UC_PARAM(net_gw, "net.gw", set_gateway);
UC_PARAM(net_dns, "net.dns", set_dns);
UC_PARAM(net_dhcp, "net.dhcp", set_dhcp);
UC_PARAM(net_mac, "net.mac", set_mac);

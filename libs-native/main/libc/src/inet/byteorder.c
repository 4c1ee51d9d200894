/* SPDX-License-Identifier: BSD-3-Clause */
#include <netinet/in.h>

#include <uc/byteorder.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

uint16_t htons(uint16_t n)
{
    return uc_be16_of(n).raw;
}

uint32_t htonl(uint32_t n)
{
    return uc_be32_of(n).raw;
}

uint16_t ntohs(uint16_t n)
{
    return htons(n);
}

uint32_t ntohl(uint32_t n)
{
    return htonl(n);
}

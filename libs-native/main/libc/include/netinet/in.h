/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_NETINET_IN_H
#define LIBC_NETINET_IN_H

#include <stdint.h>

#include <sys/socket.h>

typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;

#define IPPROTO_IP   0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP  6
#define IPPROTO_UDP  17
#define IPPROTO_IPV6 41

#define IP_TTL            2
#define IPV6_UNICAST_HOPS 16
#define IPV6_V6ONLY       26

struct in_addr {
    in_addr_t s_addr; /* network byte order */
};

struct sockaddr_in {
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    unsigned char sin_zero[8];
};

struct in6_addr {
    union {
        uint8_t s6_addr[16];
        uint16_t s6_addr16[8];
        uint32_t s6_addr32[4];
    };
};

struct sockaddr_in6 {
    sa_family_t sin6_family;
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};

#define INADDR_ANY       ((in_addr_t)0x00000000)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE      ((in_addr_t)0xffffffff)
#define INADDR_LOOPBACK  ((in_addr_t)0x7f000001)
#define INET_ADDRSTRLEN  16
#define INET6_ADDRSTRLEN 46

#define IN6ADDR_ANY_INIT                                                       \
    {                                                                          \
        {{0}}                                                                  \
    }
#define IN6ADDR_LOOPBACK_INIT                                                  \
    {                                                                          \
        {{[15] = 1}}                                                           \
    }
extern const struct in6_addr in6addr_any;
extern const struct in6_addr in6addr_loopback;

#define LIBC_IN6_WORD(a, i) (((const struct in6_addr *)(a))->s6_addr32[i])
#define IN6_IS_ADDR_UNSPECIFIED(a)                                             \
    ((LIBC_IN6_WORD(a, 0) | LIBC_IN6_WORD(a, 1) | LIBC_IN6_WORD(a, 2) |        \
      LIBC_IN6_WORD(a, 3)) == 0)
#define IN6_IS_ADDR_LOOPBACK(a)                                                \
    ((LIBC_IN6_WORD(a, 0) | LIBC_IN6_WORD(a, 1) | LIBC_IN6_WORD(a, 2)) == 0 && \
     LIBC_IN6_WORD(a, 3) == htonl(1))
#define IN6_IS_ADDR_LINKLOCAL(a)                                               \
    ((LIBC_IN6_WORD(a, 0) & htonl(0xffc00000)) == htonl(0xfe800000))
#define IN6_IS_ADDR_MULTICAST(a)                                               \
    ((LIBC_IN6_WORD(a, 0) & htonl(0xff000000)) == htonl(0xff000000))
#define IN6_IS_ADDR_V4MAPPED(a)                                                \
    ((LIBC_IN6_WORD(a, 0) | LIBC_IN6_WORD(a, 1)) == 0 &&                       \
     LIBC_IN6_WORD(a, 2) == htonl(0xffff))

uint16_t htons(uint16_t n);
uint32_t htonl(uint32_t n);
uint16_t ntohs(uint16_t n);
uint32_t ntohl(uint32_t n);

#endif /* LIBC_NETINET_IN_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_NETDB_H
#define LIBC_NETDB_H

#include <netinet/in.h>

struct addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    socklen_t ai_addrlen;
    struct sockaddr *ai_addr;
    char *ai_canonname;
    struct addrinfo *ai_next;
};

#define AI_PASSIVE     0x0001
#define AI_CANONNAME   0x0002
#define AI_NUMERICHOST 0x0004
#define AI_V4MAPPED    0x0008
#define AI_ALL         0x0010
#define AI_ADDRCONFIG  0x0020
#define AI_NUMERICSERV 0x0400

#define NI_NUMERICHOST 1
#define NI_NUMERICSERV 2
#define NI_NAMEREQD    8
#define NI_DGRAM       16
#define NI_MAXHOST     1025
#define NI_MAXSERV     32

#define EAI_BADFLAGS (-1)
#define EAI_NONAME   (-2)
#define EAI_AGAIN    (-3)
#define EAI_FAIL     (-4)
#define EAI_FAMILY   (-6)
#define EAI_SOCKTYPE (-7)
#define EAI_SERVICE  (-8)
#define EAI_MEMORY   (-10)
#define EAI_SYSTEM   (-11)
#define EAI_OVERFLOW (-12)

/* Services are port numbers, or http, https, domain, ntp. */
int getaddrinfo(const char *__restrict name, const char *__restrict service,
                const struct addrinfo *__restrict hints,
                struct addrinfo **__restrict out);
void freeaddrinfo(struct addrinfo *list);
const char *gai_strerror(int error);
/* Numbers only: there is no reverse lookup. */
int getnameinfo(const struct sockaddr *__restrict addr, socklen_t len,
                char *__restrict host, socklen_t host_size,
                char *__restrict service, socklen_t service_size, int flags);

#endif /* LIBC_NETDB_H */

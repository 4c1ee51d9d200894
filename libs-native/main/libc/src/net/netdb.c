/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: RFC 3493, section 6; POSIX.1-2017. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "socket.h"

enum {
    ADDRESSES_MAX = 8,
    RESOLVE_S = 30,
};

/* One allocation each. */
struct entry {
    struct addrinfo info;
    struct sockaddr_storage addr;
};

_Static_assert(sizeof(void *) == 4 || sizeof(struct addrinfo) == 48, "Linux");

static const struct {
    char name[8];
    uint16_t port;
} services[] = {{"domain", 53}, {"http", 80}, {"https", 443}, {"ntp", 123}};

/* The port, or EAI_... */
static int read_service(const char *service, int flags)
{
    char *end;

    if (service == NULL) {
        return 0;
    }
    unsigned long port = strtoul(service, &end, 10);
    if (*service >= '0' && *service <= '9' && *end == '\0') {
        return (port > 65535) ? EAI_SERVICE : (int)port;
    }
    for (size_t i = 0;
         (flags & AI_NUMERICSERV) == 0 && i < UC_ARRAY_SIZE(services); i++) {
        if (strcmp(service, services[i].name) == 0) {
            return services[i].port;
        }
    }
    return EAI_SERVICE;
}

/* Addresses of "nobody": any for servers, loopback for clients. */
static int without_name(struct uc_net_addr *out, int family, int flags)
{
    const bool any = (flags & AI_PASSIVE) != 0;
    int n = 0;

    if (family != AF_INET6) {
        const uint32_t v4 = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);

        out[n] = (struct uc_net_addr){.family = UC_NET_IPV4};
        memcpy(out[n++].addr, &v4, 4);
    }
    if (family != AF_INET) {
        out[n] = (struct uc_net_addr){.family = UC_NET_IPV6};
        memcpy(out[n++].addr, any ? &in6addr_any : &in6addr_loopback, 16);
    }
    return n;
}

static int read_numeric(const char *name, struct uc_net_addr *out)
{
    *out = (struct uc_net_addr){0};
    if (inet_pton(AF_INET, name, out->addr) == 1) {
        out->family = UC_NET_IPV4;
        return 1;
    }
    if (inet_pton(AF_INET6, name, out->addr) == 1) {
        out->family = UC_NET_IPV6;
        return 1;
    }
    return 0;
}

/* How many addresses, or EAI_... */
static int resolve(const char *name, int family, int flags,
                   struct uc_net_addr *out)
{
    const int wanted = (family == AF_INET)    ? UC_NET_IPV4
                       : (family == AF_INET6) ? UC_NET_IPV6
                                              : 0;

    if (name == NULL) {
        return without_name(out, family, flags);
    }
    if (read_numeric(name, out) == 1) {
        return (wanted == 0 || wanted == out->family) ? 1 : EAI_NONAME;
    }
    if ((flags & AI_NUMERICHOST) != 0) {
        return EAI_NONAME;
    }
    int n =
        uc_net_resolve(name, wanted, out, ADDRESSES_MAX,
                       uc_plat_clock_monotonic() + RESOLVE_S * UC_NSEC_PER_S);
    switch (n) {
    case -UC_ENOENT:
    case -UC_EINVAL:
    case 0:
        return EAI_NONAME;
    case -UC_ETIMEDOUT:
    case -UC_ENETDOWN:
        return EAI_AGAIN;
    case -UC_ENOMEM:
        return EAI_MEMORY;
    default:
        return (n < 0) ? EAI_FAIL : n;
    }
}

static struct addrinfo *make_entry(const struct uc_net_addr *addr, int type)
{
    struct entry *entry = calloc(1, sizeof(*entry));

    if (entry == NULL) {
        return NULL;
    }
    struct addrinfo *info = &entry->info;
    info->ai_family = (addr->family == UC_NET_IPV4) ? AF_INET : AF_INET6;
    info->ai_socktype = type;
    info->ai_protocol = (type == SOCK_STREAM) ? IPPROTO_TCP : IPPROTO_UDP;
    info->ai_addr = (struct sockaddr *)&entry->addr;
    info->ai_addrlen = sizeof(entry->addr);
    libc_address_write(addr, info->ai_family, info->ai_addr, &info->ai_addrlen);
    return info;
}

/* 0 or EAI_MEMORY; what was made so far stands in (*out) all the same. */
static int make_list(const struct uc_net_addr *addrs, int count, int type,
                     struct addrinfo **out)
{
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM};

    for (int i = 0; i < count; i++) {
        for (size_t t = 0; t < UC_ARRAY_SIZE(types); t++) {
            if (type != 0 && type != types[t]) {
                continue;
            }
            *out = make_entry(&addrs[i], types[t]);
            if (*out == NULL) {
                return EAI_MEMORY;
            }
            out = &(*out)->ai_next;
        }
    }
    return 0;
}

int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict out)
{
    static const struct addrinfo none;
    struct uc_net_addr addrs[ADDRESSES_MAX];
    struct addrinfo *list = NULL;

    if (hints == NULL) {
        hints = &none;
    }
    if (name == NULL && service == NULL) {
        return EAI_NONAME;
    }
    if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
        hints->ai_family != AF_INET6) {
        return EAI_FAMILY;
    }
    if (hints->ai_socktype != 0 && hints->ai_socktype != SOCK_STREAM &&
        hints->ai_socktype != SOCK_DGRAM) {
        return EAI_SOCKTYPE;
    }
    const int port = read_service(service, hints->ai_flags);
    if (port < 0) {
        return port;
    }
    int count = resolve(name, hints->ai_family, hints->ai_flags, addrs);
    if (count < 0) {
        return count;
    }
    for (int i = 0; i < count; i++) {
        addrs[i].port = (uint16_t)port;
    }
    int err = make_list(addrs, count, hints->ai_socktype, &list);
    if (err == 0 && (hints->ai_flags & AI_CANONNAME) != 0 && name != NULL) {
        list->ai_canonname = strdup(name);
        err = (list->ai_canonname == NULL) ? EAI_MEMORY : 0;
    }
    if (err != 0) {
        freeaddrinfo(list);
        return err;
    }
    *out = list;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    while (list != NULL) {
        struct addrinfo *next = list->ai_next;

        free(list->ai_canonname);
        free(list);
        list = next;
    }
}

const char *gai_strerror(int error)
{
    switch (error) {
    case EAI_BADFLAGS:
        return "Bad value for ai_flags";
    case EAI_NONAME:
        return "Name or service not known";
    case EAI_AGAIN:
        return "Temporary failure in name resolution";
    case EAI_FAIL:
        return "Non-recoverable failure in name resolution";
    case EAI_FAMILY:
        return "ai_family not supported";
    case EAI_SOCKTYPE:
        return "ai_socktype not supported";
    case EAI_SERVICE:
        return "Servname not supported for ai_socktype";
    case EAI_MEMORY:
        return "Memory allocation failure";
    case EAI_SYSTEM:
        return "System error";
    case EAI_OVERFLOW:
        return "Argument buffer overflow";
    default:
        return "Unknown error";
    }
}

int getnameinfo(const struct sockaddr *restrict addr, socklen_t len,
                char *restrict host, socklen_t host_size,
                char *restrict service, socklen_t service_size, int flags)
{
    struct uc_net_addr name;

    if (libc_address_read(addr, len, &name) < 0) {
        return EAI_FAMILY;
    }
    if ((flags & NI_NAMEREQD) != 0) {
        return EAI_NONAME;
    }
    if (host != NULL && host_size > 0 &&
        inet_ntop((name.family == UC_NET_IPV4) ? AF_INET : AF_INET6, name.addr,
                  host, host_size) == NULL) {
        return EAI_OVERFLOW;
    }
    if (service != NULL && service_size > 0 &&
        snprintf(service, service_size, "%u", (unsigned)name.port) >=
            (int)service_size) {
        return EAI_OVERFLOW;
    }
    return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <netinet/in.h>
#include <string.h>

#include <uc/errors.h>

#include "socket.h"

/* Linux' layouts on 64-bit and 32-bit architectures alike. */
_Static_assert(sizeof(struct sockaddr) == 16, "Linux");
_Static_assert(sizeof(struct sockaddr_in) == 16, "Linux");
_Static_assert(sizeof(struct sockaddr_in6) == 28, "Linux");
_Static_assert(sizeof(struct sockaddr_storage) == 128, "Linux");
_Static_assert(offsetof(struct sockaddr_in, sin_addr) == 4, "Linux");
_Static_assert(offsetof(struct sockaddr_in6, sin6_addr) == 8, "Linux");
_Static_assert(offsetof(struct sockaddr_in6, sin6_scope_id) == 24, "Linux");
_Static_assert(sizeof(void *) == 4 || sizeof(struct msghdr) == 56, "Linux");
_Static_assert(sizeof(struct iovec) == 2 * sizeof(void *), "Linux");
_Static_assert(offsetof(struct msghdr, msg_iov) == 2 * sizeof(void *), "Linux");

static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

int libc_address_read(const struct sockaddr *from, socklen_t len,
                      struct uc_net_addr *out)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (from == NULL || len < sizeof(sa_family_t)) {
        return -UC_EINVAL;
    }
    *out = (struct uc_net_addr){0};
    switch (from->sa_family) {
    case AF_INET:
        if (len < sizeof(v4)) {
            return -UC_EINVAL;
        }
        memcpy(&v4, from, sizeof(v4));
        out->family = UC_NET_IPV4;
        out->port = ntohs(v4.sin_port);
        memcpy(out->addr, &v4.sin_addr, 4);
        return 0;
    case AF_INET6:
        if (len < sizeof(v6)) {
            return -UC_EINVAL;
        }
        memcpy(&v6, from, sizeof(v6));
        out->port = ntohs(v6.sin6_port);
        out->scope = v6.sin6_scope_id;
        if (memcmp(&v6.sin6_addr, mapped_prefix, sizeof(mapped_prefix)) == 0) {
            out->family = UC_NET_IPV4;
            memcpy(out->addr, v6.sin6_addr.s6_addr + 12, 4);
        } else {
            out->family = UC_NET_IPV6;
            memcpy(out->addr, &v6.sin6_addr, 16);
        }
        return 0;
    default:
        return -UC_EAFNOSUPPORT;
    }
}

void libc_address_write(const struct uc_net_addr *addr, int family,
                        struct sockaddr *to, socklen_t *len)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const void *from = &v4;
    socklen_t bytes = sizeof(v4);

    if (to == NULL || len == NULL) {
        return;
    }
    if (family == AF_INET) {
        v4.sin_port = htons(addr->port);
        memcpy(&v4.sin_addr, addr->addr, 4);
    } else {
        v6.sin6_port = htons(addr->port);
        v6.sin6_scope_id = addr->scope;
        if (addr->family == UC_NET_IPV4) {
            memcpy(&v6.sin6_addr, mapped_prefix, sizeof(mapped_prefix));
            memcpy(v6.sin6_addr.s6_addr + 12, addr->addr, 4);
        } else {
            memcpy(&v6.sin6_addr, addr->addr, 16);
        }
        from = &v6;
        bytes = sizeof(v6);
    }
    memcpy(to, from, (*len < bytes) ? *len : bytes);
    *len = bytes;
}

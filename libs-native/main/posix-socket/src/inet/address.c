/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/byteorder.h>
#include <uc/errors.h>

#include "inet.h"

/* Spec: Linux, include/uapi/linux/in.h, in6.h. */
struct addr4 {
    uint16_t family;
    uc_be16 port;
    uint8_t addr[4];
    uint8_t zero[8];
};

struct addr6 {
    uint16_t family;
    uc_be16 port;
    uint32_t flow;
    uint8_t addr[16];
    uint32_t scope;
};

_Static_assert(sizeof(struct addr4) == 16, "Linux");
_Static_assert(sizeof(struct addr6) == 28, "Linux");

int posix_socket_addr_read(const struct posix_socket *so, const void *from,
                           uint32_t bytes, struct uc_net_addr *out)
{
    uint16_t family;
    bool v6 = so->family == POSIX_SOCKET_AF_INET6;

    if (from == NULL || bytes < sizeof family) {
        return -UC_EINVAL;
    }
    __builtin_memcpy(&family, from, sizeof family);
    if (family != so->family) {
        return -UC_EAFNOSUPPORT;
    }
    if (bytes < (v6 ? sizeof(struct addr6) : sizeof(struct addr4))) {
        return -UC_EINVAL;
    }
    *out = (struct uc_net_addr){.family = v6 ? UC_NET_IPV6 : UC_NET_IPV4};
    if (v6) {
        struct addr6 addr;

        __builtin_memcpy(&addr, from, sizeof addr);
        out->port = uc_be16_get(addr.port);
        out->scope = addr.scope;
        __builtin_memcpy(out->addr, addr.addr, sizeof addr.addr);
    } else {
        struct addr4 addr;

        __builtin_memcpy(&addr, from, sizeof addr);
        out->port = uc_be16_get(addr.port);
        __builtin_memcpy(out->addr, addr.addr, sizeof addr.addr);
    }
    return 0;
}

void posix_socket_addr_write(const struct posix_socket *so,
                             const struct uc_net_addr *addr, void *to,
                             uint32_t *bytes)
{
    if (so->family == POSIX_SOCKET_AF_INET6) {
        struct addr6 out = {
            .family = POSIX_SOCKET_AF_INET6,
            .port = uc_be16_of(addr->port),
            .scope = addr->scope,
        };

        __builtin_memcpy(out.addr, addr->addr, sizeof out.addr);
        posix_socket_copy_out(&out, sizeof out, to, bytes);
    } else {
        struct addr4 out = {
            .family = POSIX_SOCKET_AF_INET,
            .port = uc_be16_of(addr->port),
        };

        __builtin_memcpy(out.addr, addr->addr, sizeof out.addr);
        posix_socket_copy_out(&out, sizeof out, to, bytes);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SOCKOPT_H
#define UC_SOCKOPT_H

/*
 * Options of sockets that are an int for Linux' setsockopt(2) as well as for
 * contract "netstack": for libraries that translate the one into the other.
 */
#include <uc/errors.h>
#include <uc/netstack.h>
#include <uc/types.h>

/*
 * Returns the contract's option, enum uc_sockopt; -UC_ENOPROTOOPT where there
 * is none. Spec: Linux, asm-generic/socket.h, linux/in.h, in6.h, tcp.h.
 */
static inline int uc_sockopt_of_linux(int level, int option)
{
    enum {
        IP = 0,
        SOCKET = 1,
        TCP = 6,
        IPV6 = 41,
    };
    static const struct {
        uint8_t level;
        uint8_t option;
        uint8_t here;
    } table[] = {
        {TCP, 1 /* NODELAY */, UC_SOCKOPT_NODELAY},
        {SOCKET, 4 /* ERROR */, UC_SOCKOPT_ERROR},
        {SOCKET, 2 /* REUSEADDR */, UC_SOCKOPT_REUSEADDR},
        {SOCKET, 15 /* REUSEPORT */, UC_SOCKOPT_REUSEADDR},
        {SOCKET, 9 /* KEEPALIVE */, UC_SOCKOPT_KEEPALIVE},
        {SOCKET, 6 /* BROADCAST */, UC_SOCKOPT_BROADCAST},
        {SOCKET, 7 /* SNDBUF */, UC_SOCKOPT_SNDBUF_BYTES},
        {SOCKET, 8 /* RCVBUF */, UC_SOCKOPT_RCVBUF_BYTES},
        {TCP, 4 /* KEEPIDLE */, UC_SOCKOPT_KEEPIDLE_S},
        {TCP, 5 /* KEEPINTVL */, UC_SOCKOPT_KEEPINTVL_S},
        {TCP, 6 /* KEEPCNT */, UC_SOCKOPT_KEEPCNT},
        {IP, 2 /* TTL */, UC_SOCKOPT_TTL},
        {IPV6, 16 /* UNICAST_HOPS */, UC_SOCKOPT_TTL},
        {IPV6, 26 /* V6ONLY */, UC_SOCKOPT_V6ONLY},
    };

    for (size_t i = 0; i < UC_ARRAY_SIZE(table); i++) {
        if (table[i].level == level && table[i].option == option) {
            return table[i].here;
        }
    }
    return -UC_ENOPROTOOPT;
}

#endif /* UC_SOCKOPT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "unix.h"

/* Spec: Linux, include/uapi/asm-generic/socket.h. */
enum option {
    SO_REUSEADDR = 2,
    SO_ERROR = 4,
    SO_BROADCAST = 6,
    SO_SNDBUF = 7,
    SO_RCVBUF = 8,
    SO_KEEPALIVE = 9,
    SO_LINGER = 13,
    SO_REUSEPORT = 15,
    SO_PEERCRED = 17,
    /* Those that are kept, and change nothing. */
    KEPT = 1 << SO_REUSEADDR | 1 << SO_BROADCAST | 1 << SO_KEEPALIVE |
           1 << SO_REUSEPORT,
};

/* struct ucred of the kernel. */
struct credentials {
    int pid;
    uint32_t uid;
    uint32_t gid;
};

_Static_assert(sizeof(struct credentials) <= POSIX_SOCKET_OPTION_BYTES, "");

long uc_sys_getegid(void);
long uc_sys_geteuid(void);

static bool is_kept(int option)
{
    return option >= 0 && option < 16 && (KEPT >> option & 1) != 0;
}

int posix_unix_option_set(struct posix_socket *so, int level, int option,
                          const void *value, uint32_t bytes)
{
    struct posix_unix *end = posix_unix(so);
    int number;

    if (level != POSIX_SOCKET_SOL) {
        return -UC_ENOPROTOOPT;
    }
    if (bytes < sizeof number) {
        return -UC_EINVAL;
    }
    if (is_kept(option)) {
        __builtin_memcpy(&number, value, sizeof number);
        end->options = (uint16_t)(number != 0 ? end->options | 1u << option
                                              : end->options & ~(1u << option));
        return 0;
    }
    return option == SO_SNDBUF || option == SO_RCVBUF || option == SO_LINGER
               ? 0
               : -UC_ENOPROTOOPT;
}

/* All are of one process. */
static struct credentials credentials_of_peer(const struct posix_unix *end)
{
    struct credentials who = {0, UINT32_MAX, UINT32_MAX};

    if (end->connected || end->peer.to != NULL || end->so.listens) {
        who = (struct credentials){1, 0, 0};
        if (UC_CONFIG_POSIX_SOCKET_USER) {
            who.uid = (uint32_t)uc_sys_geteuid();
            who.gid = (uint32_t)uc_sys_getegid();
        }
    }
    return who;
}

int posix_unix_option_get(struct posix_socket *so, int level, int option,
                          int *value, uint32_t *bytes)
{
    struct posix_unix *end = posix_unix(so);

    if (level != POSIX_SOCKET_SOL) {
        return -UC_ENOPROTOOPT;
    }
    switch (option) {
    case SO_ERROR:
        *value = end->reset ? UC_ECONNRESET : 0;
        end->reset = false;
        return 0;
    case SO_SNDBUF:
    case SO_RCVBUF:
        *value = UC_FD_RING_BYTES;
        return 0;
    case SO_LINGER:
        value[0] = value[1] = 0;
        *bytes = 2 * sizeof *value;
        return 0;
    case SO_PEERCRED: {
        const struct credentials who = credentials_of_peer(end);

        __builtin_memcpy(value, &who, sizeof who);
        *bytes = sizeof who;
        return 0;
    }
    default:
        *value = is_kept(option) && (end->options >> option & 1) != 0;
        return is_kept(option) ? 0 : -UC_ENOPROTOOPT;
    }
}

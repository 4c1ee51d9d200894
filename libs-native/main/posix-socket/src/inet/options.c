/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/sockopt.h>

#include "inet.h"

/* Spec: Linux, asm-generic/socket.h, linux/tcp.h. */
enum option {
    SO_LINGER = 13,
    TCP_CORK = 3,
};

static int set_linger(struct uc_socket *s, const int *linger)
{
    return uc_socket_option_set(s, UC_SOCKOPT_LINGER_S,
                                linger[0] != 0 ? linger[1] : -1);
}

/* While it is set, segments that are not full stay; then they leave. */
static int set_cork(struct posix_socket_inet *inet, bool cork)
{
    int nodelay = 0;

    if (inet->so.type != POSIX_SOCKET_STREAM) {
        return -UC_ENOPROTOOPT;
    }
    if (inet->cork && !cork &&
        uc_socket_option_get(inet->s, UC_SOCKOPT_NODELAY, &nodelay) == 0) {
        /* Setting it sends what waits. */
        (void)uc_socket_option_set(inet->s, UC_SOCKOPT_NODELAY, 1);
        if (!nodelay) {
            (void)uc_socket_option_set(inet->s, UC_SOCKOPT_NODELAY, 0);
        }
    }
    inet->cork = cork;
    return 0;
}

int posix_socket_inet_option_set(struct posix_socket *so, int level, int option,
                                 const void *value, uint32_t bytes)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    int numbers[2] = {0, 0};
    bool linger = level == POSIX_SOCKET_SOL && option == SO_LINGER;
    bool cork = level == POSIX_SOCKET_TCP && option == TCP_CORK;
    /* Servers set a cork twice a response: no search for it. */
    int here =
        linger || cork ? -UC_ENOPROTOOPT : uc_sockopt_of_linux(level, option);

    if (here < 0 && !linger && !cork) {
        return here;
    }
    if (here == UC_SOCKOPT_ERROR) {
        return -UC_ENOPROTOOPT;
    }
    if (bytes < (linger ? sizeof numbers : sizeof numbers[0])) {
        return -UC_EINVAL;
    }
    __builtin_memcpy(numbers, value,
                     linger ? sizeof numbers : sizeof numbers[0]);
    if (cork) {
        return set_cork(inet, numbers[0] != 0);
    }
    int err = linger ? set_linger(inet->s, numbers)
                     : uc_socket_option_set(inet->s, (enum uc_sockopt)here,
                                            numbers[0]);
    /* On what its peer has ended meanwhile there is nothing left to set. */
    return err == -UC_EINVAL && !inet->fresh &&
                   (uc_socket_events(inet->s) & UC_SOCKET_HANGUP) != 0
               ? 0
               : err;
}

int posix_socket_inet_option_get(struct posix_socket *so, int level, int option,
                                 int *value, uint32_t *bytes)
{
    struct posix_socket_inet *inet = posix_socket_inet(so);
    int here = uc_sockopt_of_linux(level, option);

    if (level == POSIX_SOCKET_SOL && option == SO_LINGER) {
        int seconds = -1;
        int err = uc_socket_option_get(inet->s, UC_SOCKOPT_LINGER_S, &seconds);

        value[0] = seconds >= 0;
        value[1] = seconds >= 0 ? seconds : 0;
        *bytes = 2 * sizeof *value;
        return err;
    }
    if (level == POSIX_SOCKET_TCP && option == TCP_CORK &&
        so->type == POSIX_SOCKET_STREAM) {
        *value = inet->cork;
        return 0;
    }
    return here < 0
               ? here
               : uc_socket_option_get(inet->s, (enum uc_sockopt)here, value);
}

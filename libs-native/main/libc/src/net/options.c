/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <uc/errors.h>
#include <uc/sockopt.h>

#include "../time/span.h"
#include "socket.h"

static int set_timeout(uc_nsec_t *out, const void *value, socklen_t len)
{
    struct timeval t;

    if (len < sizeof(t)) {
        return -UC_EINVAL;
    }
    memcpy(&t, value, sizeof(t));
    if (t.tv_usec < 0 || t.tv_usec >= 1000000) {
        return -UC_EDOM;
    }
    if (t.tv_sec < 0) {
        *out = 1;
        return 0;
    }
    const uc_nsec_t span =
        libc_span((uint64_t)t.tv_sec, (uint64_t)t.tv_usec * UC_NSEC_PER_US);
    *out = (span == UC_NEVER) ? 0 : span;
    return 0;
}

static int set(struct libc_socket *so, int level, int option, const void *value,
               socklen_t len)
{
    struct linger linger;
    int number;

    if (level == SOL_SOCKET && option == SO_RCVTIMEO) {
        return set_timeout(&so->receive_timeout, value, len);
    }
    if (level == SOL_SOCKET && option == SO_SNDTIMEO) {
        return set_timeout(&so->send_timeout, value, len);
    }
    if (level == SOL_SOCKET && option == SO_LINGER) {
        if (len < sizeof(linger)) {
            return -UC_EINVAL;
        }
        memcpy(&linger, value, sizeof(linger));
        return uc_socket_option_set(so->s, UC_SOCKOPT_LINGER_S,
                                    linger.l_onoff ? linger.l_linger : -1);
    }
    int here = uc_sockopt_of_linux(level, option);
    if (here < 0) {
        return here;
    }
    if (len < sizeof(number) || here == UC_SOCKOPT_ERROR) {
        return -UC_EINVAL;
    }
    memcpy(&number, value, sizeof(number));
    return uc_socket_option_set(so->s, (enum uc_sockopt)here, number);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
    struct libc_socket *so = libc_socket_hold(fd);

    if (so == NULL) {
        return -1;
    }
    int err = set(so, level, option, value, len);
    libc_socket_release(so);
    return (int)libc_result(err);
}

/* What an option gives; which of them is told by (bytes). */
union answer {
    int number;
    struct timeval time;
    struct linger linger;
};

static int get_own(const struct libc_socket *so, int option, int *number)
{
    switch (option) {
    case SO_TYPE:
        *number = so->type;
        return 0;
    case SO_DOMAIN:
        *number = so->family;
        return 0;
    case SO_PROTOCOL:
        *number = (so->type == SOCK_STREAM) ? IPPROTO_TCP : IPPROTO_UDP;
        return 0;
    case SO_ACCEPTCONN:
        *number = so->listens;
        return 0;
    default:
        return -UC_ENOPROTOOPT;
    }
}

static int get(struct libc_socket *so, int level, int option, union answer *out,
               socklen_t *bytes)
{
    *bytes = sizeof(out->number);
    if (level == SOL_SOCKET &&
        (option == SO_RCVTIMEO || option == SO_SNDTIMEO)) {
        const uc_nsec_t span =
            (option == SO_RCVTIMEO) ? so->receive_timeout : so->send_timeout;

        *bytes = sizeof(out->time);
        out->time.tv_sec = (time_t)(span / UC_NSEC_PER_S);
        out->time.tv_usec =
            (suseconds_t)(span % UC_NSEC_PER_S / UC_NSEC_PER_US);
        return 0;
    }
    if (level == SOL_SOCKET && option == SO_LINGER) {
        int seconds = -1;
        int err = uc_socket_option_get(so->s, UC_SOCKOPT_LINGER_S, &seconds);

        *bytes = sizeof(out->linger);
        out->linger.l_onoff = seconds >= 0;
        out->linger.l_linger = (seconds >= 0) ? seconds : 0;
        return err;
    }
    if (level == SOL_SOCKET && get_own(so, option, &out->number) == 0) {
        return 0;
    }
    int here = uc_sockopt_of_linux(level, option);
    return (here < 0) ? here
                      : uc_socket_option_get(so->s, (enum uc_sockopt)here,
                                             &out->number);
}

int getsockopt(int fd, int level, int option, void *restrict value,
               socklen_t *restrict len)
{
    struct libc_socket *so = libc_socket_hold(fd);
    union answer answer;
    socklen_t bytes;

    if (so == NULL) {
        return -1;
    }
    int err = get(so, level, option, &answer, &bytes);
    if (err >= 0) {
        *len = (*len < bytes) ? *len : bytes;
        memcpy(value, &answer, *len);
    }
    libc_socket_release(so);
    return (int)libc_result((err < 0) ? err : 0);
}

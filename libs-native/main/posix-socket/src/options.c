/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of any socket; those of its family are the family's. */
#include <uc/errors.h>

#include "internal.h"

/* Spec: Linux, include/uapi/asm-generic/socket.h. */
enum option {
    SO_TYPE = 3,
    SO_RCVTIMEO = 20,
    SO_SNDTIMEO = 21,
    SO_ACCEPTCONN = 30,
    SO_PROTOCOL = 38,
    SO_DOMAIN = 39,
    US_PER_S = 1000000,
};

/* struct timeval of the kernel. */
struct span_us {
    long s;
    long us;
};

union answer {
    struct span_us span;
    int numbers[POSIX_SOCKET_OPTION_BYTES / sizeof(int)];
};

long uc_sys_getsockopt(int number, int level, int option, void *value,
                       uint32_t *bytes);
long uc_sys_setsockopt(int number, int level, int option, const void *value,
                       uint32_t bytes);

static uc_nsec_t *span_of(struct posix_socket *so, int level, int option)
{
    if (level != POSIX_SOCKET_SOL) {
        return NULL;
    }
    return option == SO_RCVTIMEO   ? &so->receive_span
           : option == SO_SNDTIMEO ? &so->send_span
                                   : NULL;
}

static int set_span(uc_nsec_t *out, const void *value, uint32_t bytes)
{
    struct span_us span;

    if (bytes < sizeof span) {
        return -UC_EINVAL;
    }
    __builtin_memcpy(&span, value, sizeof span);
    if (span.us < 0 || span.us >= US_PER_S) {
        return -UC_EDOM;
    }
    if (span.s < 0) {
        *out = 1;
    } else if ((uint64_t)span.s >= INT64_MAX / UC_NSEC_PER_S) {
        *out = 0;
    } else {
        *out = (uint64_t)span.s * UC_NSEC_PER_S +
               (uint64_t)span.us * UC_NSEC_PER_US;
    }
    return 0;
}

long uc_sys_setsockopt(int number, int level, int option, const void *value,
                       uint32_t bytes)
{
    struct posix_socket *so;
    int err = posix_socket_get(number, &so);

    if (err < 0) {
        return err;
    }
    uc_nsec_t *span = span_of(so, level, option);
    err = span != NULL ? set_span(span, value, bytes)
                       : so->ops->option_set(so, level, option, value, bytes);
    uc_fd_release(&so->fd);
    return err;
}

static int get_own(const struct posix_socket *so, int level, int option,
                   int *value)
{
    if (level != POSIX_SOCKET_SOL) {
        return -UC_ENOPROTOOPT;
    }
    switch (option) {
    case SO_TYPE:
        *value = so->type;
        return 0;
    case SO_DOMAIN:
        *value = so->family;
        return 0;
    case SO_PROTOCOL:
        *value = so->protocol;
        return 0;
    case SO_ACCEPTCONN:
        *value = so->listens;
        return 0;
    default:
        return -UC_ENOPROTOOPT;
    }
}

static int get(struct posix_socket *so, int level, int option,
               union answer *answer, uint32_t *bytes)
{
    const uc_nsec_t *span = span_of(so, level, option);

    if (span != NULL) {
        answer->span.s = (long)(*span / UC_NSEC_PER_S);
        answer->span.us = (long)(*span % UC_NSEC_PER_S / UC_NSEC_PER_US);
        *bytes = sizeof answer->span;
        return 0;
    }
    *bytes = sizeof answer->numbers[0];
    if (get_own(so, level, option, answer->numbers) == 0) {
        return 0;
    }
    return so->ops->option_get(so, level, option, answer->numbers, bytes);
}

long uc_sys_getsockopt(int number, int level, int option, void *value,
                       uint32_t *bytes)
{
    union answer answer = {{0, 0}};
    struct posix_socket *so;
    uint32_t length;
    int err = posix_socket_get(number, &so);

    if (err < 0) {
        return err;
    }
    err = get(so, level, option, &answer, &length);
    if (err == 0) {
        *bytes = *bytes < length ? *bytes : length;
        __builtin_memcpy(value, &answer, *bytes);
    }
    uc_fd_release(&so->fd);
    return err;
}

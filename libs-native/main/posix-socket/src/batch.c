/* SPDX-License-Identifier: BSD-3-Clause */
/* Several messages in one call. Spec: recvmmsg(2), sendmmsg(2). */
#include <uc/errors.h>
#include <uc/plat/clock.h>

#include "internal.h"

enum {
    MESSAGES_MAX = 1024, /* UIO_MAXIOV */
};

/* struct mmsghdr of the kernel. */
struct entry {
    struct posix_socket_message message;
    unsigned bytes; /* what the call with (message) returned */
};

/* struct __kernel_timespec. */
struct span {
    int64_t s;
    int64_t ns;
};

long uc_sys_recvmmsg(int number, struct entry *entries, unsigned n,
                     unsigned flags, const struct span *span);
long uc_sys_recvmsg(int number, struct posix_socket_message *message,
                    unsigned flags);
long uc_sys_sendmmsg(int number, struct entry *entries, unsigned n,
                     unsigned flags);
long uc_sys_sendmsg(int number, const struct posix_socket_message *message,
                    unsigned flags);

/* When (span) is over, or -UC_EINVAL. */
static int deadline_of(const struct span *span, uc_nsec_t *out)
{
    *out = UC_NEVER;
    if (span == NULL) {
        return 0;
    }
    if (span->s < 0 || span->ns < 0 || span->ns >= (int64_t)UC_NSEC_PER_S) {
        return -UC_EINVAL;
    }
    if ((uint64_t)span->s < (UC_NEVER >> 1) / UC_NSEC_PER_S) {
        *out = uc_plat_clock_monotonic() + (uint64_t)span->s * UC_NSEC_PER_S +
               (uint64_t)span->ns;
    }
    return 0;
}

/* As on Linux, the time counts after each message, and ends no wait. */
long uc_sys_recvmmsg(int number, struct entry *entries, unsigned n,
                     unsigned flags, const struct span *span)
{
    uc_nsec_t deadline;
    unsigned done = 0;
    long result = deadline_of(span, &deadline);

    if (result < 0) {
        return result;
    }
    n = n < MESSAGES_MAX ? n : MESSAGES_MAX;
    while (done < n) {
        result = uc_sys_recvmsg(number, &entries[done].message,
                                flags & ~(unsigned)POSIX_SOCKET_WAITFORONE);
        if (result < 0) {
            break;
        }
        entries[done++].bytes = (unsigned)result;
        if ((flags & POSIX_SOCKET_WAITFORONE) != 0) {
            flags |= POSIX_SOCKET_DONTWAIT;
        }
        if (deadline != UC_NEVER && uc_plat_clock_monotonic() >= deadline) {
            break;
        }
    }
    return done > 0 ? (long)done : result;
}

long uc_sys_sendmmsg(int number, struct entry *entries, unsigned n,
                     unsigned flags)
{
    unsigned done = 0;
    long result = 0;

    n = n < MESSAGES_MAX ? n : MESSAGES_MAX;
    while (done < n) {
        result = uc_sys_sendmsg(number, &entries[done].message, flags);
        if (result < 0) {
            break;
        }
        entries[done++].bytes = (unsigned)result;
    }
    return done > 0 ? (long)done : result;
}

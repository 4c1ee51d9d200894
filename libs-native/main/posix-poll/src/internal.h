/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_POLL_INTERNAL_H
#define POSIX_POLL_INTERNAL_H

#include <uc/fd.h>
#include <uc/types.h>

/* Beside enum uc_fd_event. Spec: Linux, include/uapi/asm-generic/poll.h. */
enum {
    POSIX_POLL_PRI = 0x2,
    POSIX_POLL_NVAL = 0x20,
    POSIX_POLL_RDNORM = 0x40,
    POSIX_POLL_RDBAND = 0x80,
    POSIX_POLL_WRNORM = 0x100,
    POSIX_POLL_WRBAND = 0x200,
};

/* What normal data are ready for has two names each. */
static inline unsigned posix_poll_widen(unsigned events)
{
    return events | (events & UC_FD_IN ? POSIX_POLL_RDNORM : 0u) |
           (events & UC_FD_OUT ? POSIX_POLL_WRNORM : 0u);
}

/* struct pollfd. */
struct posix_poll_fd {
    int fd;
    int16_t events;
    int16_t revents;
};

enum {
    POSIX_POLL_FDS_MAX = 1 << 20, /* the largest limit of descriptors */
};

/*
 * Sets (revents) of each, and waits for one to have any until (deadline); 0 is
 * not at all. Returns how many have; -UC_EINTR, -UC_ENOMEM.
 */
int posix_poll_run(struct posix_poll_fd *fds, unsigned n, uc_nsec_t deadline);

/* time.c: deadlines, 0 for no time at all. */

/* struct __kernel_timespec. */
struct posix_poll_time {
    int64_t s;
    int64_t ns;
};

uc_nsec_t posix_poll_after(uint64_t ns);
uc_nsec_t posix_poll_after_ms(int ms);
/* (span) may be NULL: for ever. Errors: -UC_EINVAL. */
int posix_poll_after_span(const struct posix_poll_time *span, uc_nsec_t *out);

/* mask.c: what ppoll, pselect and epoll_pwait do with signals. */

struct posix_poll_mask {
    uint64_t before;
    bool set;
    bool interrupted; /* a handler ran, as its signal was let in */
};

/* (set) may be NULL: nothing is changed. Errors: -UC_EINVAL. */
int posix_poll_mask_enter(struct posix_poll_mask *mask, const uint64_t *set,
                          size_t bytes);

/* Sets the mask back; turns (result), where it is 0, to -UC_EINTR if it must.
 */
long posix_poll_mask_leave(const struct posix_poll_mask *mask, long result);

#endif /* POSIX_POLL_INTERNAL_H */

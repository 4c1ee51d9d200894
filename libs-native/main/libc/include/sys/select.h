/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SYS_SELECT_H
#define LIBC_SYS_SELECT_H

#include <sys/types.h>

#define FD_SETSIZE 1024

#ifndef LIBC_TIMESPEC
#define LIBC_TIMESPEC
struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
#endif

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

typedef struct {
    unsigned long fds_bits[FD_SETSIZE / (8 * sizeof(unsigned long))];
} fd_set;

#define LIBC_FD_WORD(fd, set)                                                  \
    ((set)->fds_bits[(unsigned)(fd) / (8 * sizeof(unsigned long))])
#define LIBC_FD_BIT(fd) (1ul << (unsigned)(fd) % (8 * sizeof(unsigned long)))

#define FD_ZERO(set)      (*(set) = (fd_set){{0}})
#define FD_SET(fd, set)   ((void)(LIBC_FD_WORD(fd, set) |= LIBC_FD_BIT(fd)))
#define FD_CLR(fd, set)   ((void)(LIBC_FD_WORD(fd, set) &= ~LIBC_FD_BIT(fd)))
#define FD_ISSET(fd, set) ((LIBC_FD_WORD(fd, set) & LIBC_FD_BIT(fd)) != 0)

int select(int count, fd_set *__restrict readable, fd_set *__restrict writable,
           fd_set *__restrict exceptional, struct timeval *__restrict timeout);

#endif /* LIBC_SYS_SELECT_H */

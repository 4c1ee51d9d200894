/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SYS_TIME_H
#define LIBC_SYS_TIME_H

#include <sys/select.h>
#include <sys/types.h>

int gettimeofday(struct timeval *__restrict out, void *__restrict unused);

#define timerclear(t) ((t)->tv_sec = (t)->tv_usec = 0)
#define timerisset(t) ((t)->tv_sec != 0 || (t)->tv_usec != 0)
#define timercmp(a, b, op)                                                     \
    (((a)->tv_sec == (b)->tv_sec) ? ((a)->tv_usec op(b)->tv_usec)              \
                                  : ((a)->tv_sec op(b)->tv_sec))
#define timeradd(a, b, sum)                                                    \
    do {                                                                       \
        (sum)->tv_sec = (a)->tv_sec + (b)->tv_sec;                             \
        (sum)->tv_usec = (a)->tv_usec + (b)->tv_usec;                          \
        if ((sum)->tv_usec >= 1000000) {                                       \
            (sum)->tv_sec++;                                                   \
            (sum)->tv_usec -= 1000000;                                         \
        }                                                                      \
    } while (0)
#define timersub(a, b, difference)                                             \
    do {                                                                       \
        (difference)->tv_sec = (a)->tv_sec - (b)->tv_sec;                      \
        (difference)->tv_usec = (a)->tv_usec - (b)->tv_usec;                   \
        if ((difference)->tv_usec < 0) {                                       \
            (difference)->tv_sec--;                                            \
            (difference)->tv_usec += 1000000;                                  \
        }                                                                      \
    } while (0)

#endif /* LIBC_SYS_TIME_H */

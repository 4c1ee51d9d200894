/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_TIME_H
#define LIBC_TIME_H

#include <stddef.h>

#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000L

#define CLOCK_REALTIME           0
#define CLOCK_MONOTONIC          1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID  3
#define CLOCK_MONOTONIC_RAW      4
#define CLOCK_REALTIME_COARSE    5
#define CLOCK_MONOTONIC_COARSE   6
#define CLOCK_BOOTTIME           7
#define TIMER_ABSTIME            1

#ifndef LIBC_TIMESPEC
#define LIBC_TIMESPEC
struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
#endif

struct tm {
    int tm_sec;
    int tm_min;
    int tm_hour;
    int tm_mday;
    int tm_mon;
    int tm_year;
    int tm_wday;
    int tm_yday;
    int tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};

time_t time(time_t *out);
clock_t clock(void); /* time since boot */
double difftime(time_t end, time_t start);
int clock_gettime(clockid_t clock, struct timespec *out);
int clock_getres(clockid_t clock, struct timespec *out);
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *span,
                    struct timespec *rest);
int nanosleep(const struct timespec *span, struct timespec *rest);

/* The only time zone is UTC. */
struct tm *gmtime(const time_t *t);
struct tm *gmtime_r(const time_t *__restrict t, struct tm *__restrict out);
struct tm *localtime(const time_t *t);
struct tm *localtime_r(const time_t *__restrict t, struct tm *__restrict out);
time_t mktime(struct tm *tm);
time_t timegm(struct tm *tm);
void tzset(void);
char *asctime(const struct tm *tm);
char *asctime_r(const struct tm *__restrict tm, char *__restrict buf);
char *ctime(const time_t *t);
char *ctime_r(const time_t *t, char *buf);
size_t strftime(char *__restrict buf, size_t size, const char *__restrict fmt,
                const struct tm *__restrict tm);

#endif /* LIBC_TIME_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum {
    DAY_S = 86400,
    ERA_DAYS = 146097, /* 400 years of the Gregorian calendar */
    /* From 0000-03-01 to 1970-01-01. */
    EPOCH_DAYS = 719468,
};

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t floor_divide(int64_t n, int64_t by)
{
    return n / by - (n % by < 0);
}

/*
 * Years are counted from March: the leap day is their last, and the lengths of
 * months repeat every five, 153 days. Spec: Richards, Mapping Time, 1998, 25.4.
 */
struct tm *gmtime_r(const time_t *restrict t, struct tm *restrict out)
{
    const int64_t days = floor_divide(*t, DAY_S);
    const int second = (int)(*t - days * DAY_S);
    const int64_t since_march = days + EPOCH_DAYS;
    const int64_t era = floor_divide(since_march, ERA_DAYS);
    const int64_t day = since_march - era * ERA_DAYS;
    const int64_t year_of_era =
        (day - day / 1460 + day / 36524 - day / 146096) / 365;
    const int64_t day_of_year =
        day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t march_month = (5 * day_of_year + 2) / 153;
    const bool next_year = march_month >= 10;
    const int64_t year = era * 400 + year_of_era + next_year;

    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
        errno = EOVERFLOW;
        return NULL;
    }
    *out = (struct tm){
        .tm_sec = second % 60,
        .tm_min = second / 60 % 60,
        .tm_hour = second / 3600,
        .tm_mday = (int)(day_of_year - (153 * march_month + 2) / 5) + 1,
        .tm_mon = (int)(next_year ? march_month - 10 : march_month + 2),
        .tm_year = (int)(year - 1900),
        .tm_wday = (int)(((days + 4) % 7 + 7) % 7), /* 1970 began on Thursday */
        .tm_yday = (int)(next_year ? day_of_year - 306
                                   : day_of_year + 59 + is_leap(year)),
        .tm_zone = "UTC",
    };
    return out;
}

/* Fields may be out of range: 2021-02-31 is 2021-03-03. */
time_t timegm(struct tm *tm)
{
    int64_t month = tm->tm_mon;
    int64_t year = (int64_t)tm->tm_year + 1900 + floor_divide(month, 12);

    month -= floor_divide(month, 12) * 12;
    /* Counted from March. */
    year -= month < 2;
    month = (month + 10) % 12;
    const int64_t era = floor_divide(year, 400);
    const int64_t year_of_era = year - era * 400;
    const int64_t days = era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 -
                         year_of_era / 100 + (153 * month + 2) / 5 +
                         tm->tm_mday - 1 - EPOCH_DAYS;
    const time_t t = days * DAY_S + (int64_t)tm->tm_hour * 3600 +
                     (int64_t)tm->tm_min * 60 + tm->tm_sec;

    struct tm normal;
    if (gmtime_r(&t, &normal) == NULL) {
        return -1;
    }
    *tm = normal;
    return t;
}

time_t mktime(struct tm *tm)
{
    return timegm(tm);
}

struct tm *gmtime(const time_t *t)
{
    static struct tm tm;

    return gmtime_r(t, &tm);
}

struct tm *localtime_r(const time_t *restrict t, struct tm *restrict out)
{
    return gmtime_r(t, out);
}

struct tm *localtime(const time_t *t)
{
    return gmtime(t);
}

void tzset(void)
{
}

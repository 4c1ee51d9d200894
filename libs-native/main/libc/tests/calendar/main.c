/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <uc/test.h>

static uint64_t random_state = 11;

static uint64_t random64(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

UC_TEST(every_day_of_800_years_follows_the_one_before)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int year = 1600, month = 0, day = 1, yday = 0, wday = 6;
    time_t t = -11676096000; /* 1600-01-01, a Saturday */

    for (; year < 2400; t += 86400) {
        struct tm tm;

        UC_REQUIRE(gmtime_r(&t, &tm) == &tm);
        UC_REQUIRE(tm.tm_year == year - 1900 && tm.tm_mon == month &&
                   tm.tm_mday == day && tm.tm_yday == yday &&
                   tm.tm_wday == wday && tm.tm_hour == 0);
        UC_REQUIRE(timegm(&tm) == t);
        wday = (wday + 1) % 7;
        yday++;
        day++;
        if (day > lengths[month] + (month == 1 && is_leap(year))) {
            day = 1;
            month++;
        }
        if (month == 12) {
            month = 0;
            yday = 0;
            year++;
        }
    }
}

UC_TEST(seconds_go_there_and_back)
{
    for (int i = 0; i < 20000; i++) {
        time_t t = (time_t)random64() >> (8 + random64() % 50);
        struct tm tm;

        UC_REQUIRE(gmtime_r(&t, &tm) != NULL);
        UC_REQUIRE(tm.tm_sec >= 0 && tm.tm_sec < 60 && tm.tm_hour >= 0 &&
                   tm.tm_hour < 24);
        UC_REQUIRE(timegm(&tm) == t);
    }
}

UC_TEST(fields_out_of_range_are_carried)
{
    struct tm tm = {.tm_year = 121, .tm_mon = 13, .tm_mday = 31, .tm_sec = -1};

    UC_EXPECT_EQ(mktime(&tm), 1646265599); /* 2022-03-02T23:59:59 */
    UC_EXPECT_EQ(tm.tm_year, 122);
    UC_EXPECT_EQ(tm.tm_mon, 2);
}

UC_TEST(a_year_beyond_an_int_is_an_error)
{
    time_t t = INT64_MAX;
    struct tm tm;

    errno = 0;
    UC_EXPECT(gmtime_r(&t, &tm) == NULL);
    UC_EXPECT_EQ(errno, EOVERFLOW);
}

UC_TEST(dates_are_written_as_people_know_them)
{
    time_t t = 784111777; /* RFC 9110, 5.6.7 */
    struct tm tm;
    char buf[128];

    gmtime_r(&t, &tm);
    UC_EXPECT_EQ(strftime(buf, sizeof(buf), "%a, %d %b %Y %H:%M:%S GMT", &tm),
                 29);
    UC_EXPECT_STR(buf, "Sun, 06 Nov 1994 08:49:37 GMT");
    UC_EXPECT_EQ(strftime(buf, 29, "%a, %d %b %Y %H:%M:%S GMT", &tm), 0);
    UC_EXPECT_STR(asctime(&tm), "Sun Nov  6 08:49:37 1994\n");
    strftime(buf, sizeof(buf),
             "%A %B %e %I %p %j %y %C %D %F %R %T %u %w %% %n", &tm);
    UC_EXPECT_STR(buf, "Sunday November  6 08 AM 310 94 19 11/06/94 1994-11-06 "
                       "08:49 08:49:37 7 0 % \n");
    strftime(buf, sizeof(buf), "%s %z %Z", &tm);
    UC_EXPECT_STR(buf, "784111777 +0000 UTC");
}

/* Spec: ISO 8601, and the examples that calendars print. */
UC_TEST(weeks_are_numbered_as_iso_8601_does)
{
    static const struct {
        int year, month, day;
        const char *week;
    } days[] = {
        {2005, 1, 1, "2004-W53-6"},   {2005, 1, 2, "2004-W53-7"},
        {2005, 12, 31, "2005-W52-6"}, {2006, 1, 1, "2005-W52-7"},
        {2007, 1, 1, "2007-W01-1"},   {2007, 12, 31, "2008-W01-1"},
        {2008, 12, 28, "2008-W52-7"}, {2008, 12, 29, "2009-W01-1"},
        {2009, 12, 31, "2009-W53-4"}, {2010, 1, 3, "2009-W53-7"},
        {2020, 12, 31, "2020-W53-4"}, {2024, 12, 30, "2025-W01-1"},
    };

    for (size_t i = 0; i < UC_ARRAY_SIZE(days); i++) {
        struct tm tm = {.tm_year = days[i].year - 1900,
                        .tm_mon = days[i].month - 1,
                        .tm_mday = days[i].day};
        char buf[32];

        timegm(&tm);
        strftime(buf, sizeof(buf), "%G-W%V-%u", &tm);
        UC_EXPECT_STR(buf, days[i].week);
    }
}

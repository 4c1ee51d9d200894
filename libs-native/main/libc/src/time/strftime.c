/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The C locale's names. */
static const char days[7][10] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                 "Thursday", "Friday", "Saturday"};
static const char months[12][10] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct text {
    char *buf;
    size_t size;
    size_t used; /* more than (size) once it does not fit */
};

static void add(struct text *out, const char *s, size_t len)
{
    if (out->used + len <= out->size) {
        memcpy(out->buf + out->used, s, len);
    }
    out->used += len;
}

static void add_number(struct text *out, long long n, int width, char pad)
{
    char buf[32];
    int len =
        snprintf(buf, sizeof(buf), (pad == '0') ? "%0*lld" : "%*lld", width, n);

    add(out, buf, (size_t)len);
}

static void add_name(struct text *out, const char (*names)[10], int index,
                     int count, size_t len)
{
    if (index < 0 || index >= count) {
        add(out, "?", 1);
        return;
    }
    add(out, names[index], strnlen(names[index], len));
}

/* The ISO 8601 week, and the year that it belongs to. */
static int iso_week(const struct tm *tm, long long *year)
{
    const int monday_based = (tm->tm_wday + 6) % 7;
    int week = (tm->tm_yday - monday_based + 10) / 7;

    *year = tm->tm_year + 1900LL;
    const long long y = *year;
    if (week < 1) {
        /* Of last year: its 31 December is the day before this 1 January. */
        const long long last = y - 1;
        const int leap = last % 4 == 0 && (last % 100 != 0 || last % 400 == 0);
        *year = last;
        return (tm->tm_yday + 365 + leap - monday_based + 10) / 7;
    }
    if (week == 53) {
        const int leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        if (tm->tm_yday - monday_based + 3 >= 365 + leap) {
            *year = y + 1;
            return 1;
        }
    }
    return week;
}

static void convert(struct text *out, char type, const struct tm *tm);

static void expand(struct text *out, const char *fmt, const struct tm *tm)
{
    while (*fmt != '\0') {
        const char *percent = strchrnul(fmt, '%');

        add(out, fmt, (size_t)(percent - fmt));
        if (percent[0] == '\0' || percent[1] == '\0') {
            break;
        }
        fmt = percent + 1;
        if ((*fmt == 'E' || *fmt == 'O') && fmt[1] != '\0') {
            fmt++;
        }
        convert(out, *fmt++, tm);
    }
}

/* Those made of others. Returns NULL for the rest. */
static const char *shorthand(char type)
{
    switch (type) {
    case 'c':
        return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    case 'R':
        return "%H:%M";
    case 'r':
        return "%I:%M:%S %p";
    case 'T':
    case 'X':
        return "%H:%M:%S";
    default:
        return NULL;
    }
}

static void convert_year(struct text *out, char type, const struct tm *tm)
{
    const long long year = tm->tm_year + 1900LL;
    long long week_year;
    const int week = iso_week(tm, &week_year);

    switch (type) {
    case 'C':
        add_number(out, year / 100, 2, '0');
        break;
    case 'G':
        add_number(out, week_year, 1, '0');
        break;
    case 'g':
        add_number(out, (week_year % 100 + 100) % 100, 2, '0');
        break;
    case 'V':
        add_number(out, week, 2, '0');
        break;
    case 'y':
        add_number(out, (year % 100 + 100) % 100, 2, '0');
        break;
    default:
        add_number(out, year, 1, '0');
        break;
    }
}

static void convert(struct text *out, char type, const struct tm *tm)
{
    const char *meaning = shorthand(type);
    const int hour_12 = (tm->tm_hour + 11) % 12 + 1;
    struct tm copy = *tm;

    if (meaning != NULL) {
        expand(out, meaning, tm);
        return;
    }
    switch (type) {
    case 'A':
    case 'a':
        add_name(out, days, tm->tm_wday, 7, (type == 'A') ? 10 : 3);
        break;
    case 'B':
    case 'b':
    case 'h':
        add_name(out, months, tm->tm_mon, 12, (type == 'B') ? 10 : 3);
        break;
    case 'd':
        add_number(out, tm->tm_mday, 2, '0');
        break;
    case 'e':
        add_number(out, tm->tm_mday, 2, ' ');
        break;
    case 'H':
        add_number(out, tm->tm_hour, 2, '0');
        break;
    case 'I':
        add_number(out, hour_12, 2, '0');
        break;
    case 'j':
        add_number(out, tm->tm_yday + 1, 3, '0');
        break;
    case 'k':
        add_number(out, tm->tm_hour, 2, ' ');
        break;
    case 'l':
        add_number(out, hour_12, 2, ' ');
        break;
    case 'M':
        add_number(out, tm->tm_min, 2, '0');
        break;
    case 'm':
        add_number(out, tm->tm_mon + 1, 2, '0');
        break;
    case 'n':
        add(out, "\n", 1);
        break;
    case 'p':
        add(out, (tm->tm_hour < 12) ? "AM" : "PM", 2);
        break;
    case 'S':
        add_number(out, tm->tm_sec, 2, '0');
        break;
    case 's':
        add_number(out, (long long)timegm(&copy), 1, '0');
        break;
    case 't':
        add(out, "\t", 1);
        break;
    case 'U':
        add_number(out, (tm->tm_yday + 7 - tm->tm_wday) / 7, 2, '0');
        break;
    case 'u':
        add_number(out, (tm->tm_wday + 6) % 7 + 1, 1, '0');
        break;
    case 'W':
        add_number(out, (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7, 2, '0');
        break;
    case 'w':
        add_number(out, tm->tm_wday, 1, '0');
        break;
    case 'Z':
        add(out, "UTC", 3);
        break;
    case 'z':
        add(out, "+0000", 5);
        break;
    case '%':
        add(out, "%", 1);
        break;
    default:
        convert_year(out, type, tm);
        break;
    }
}

size_t strftime(char *restrict buf, size_t size, const char *restrict fmt,
                const struct tm *restrict tm)
{
    struct text out = {buf, size, 0};

    expand(&out, fmt, tm);
    if (out.used >= size) {
        return 0;
    }
    buf[out.used] = '\0';
    return out.used;
}

char *asctime_r(const struct tm *restrict tm, char *restrict buf)
{
    /* The standard's format, in the 26 bytes that it allows. */
    return (strftime(buf, 26, "%a %b %e %H:%M:%S %Y\n", tm) == 0) ? NULL : buf;
}

char *asctime(const struct tm *tm)
{
    static char buf[26];

    return asctime_r(tm, buf);
}

char *ctime_r(const time_t *t, char *buf)
{
    struct tm tm;

    return (gmtime_r(t, &tm) == NULL) ? NULL : asctime_r(&tm, buf);
}

char *ctime(const time_t *t)
{
    static char buf[26];

    return ctime_r(t, buf);
}

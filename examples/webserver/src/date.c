/* SPDX-License-Identifier: BSD-3-Clause */
#include "date.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "server.h"

static char line[48];
static size_t line_len;
static uint32_t made_s = UINT32_MAX;

static void make(void)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed",
                                    "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr",
                                       "May", "Jun", "Jul", "Aug",
                                       "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm tm;

    line_len = 0;
    if (now <= 0 || gmtime_r(&now, &tm) == NULL) {
        return;
    }
    int n = snprintf(line, sizeof line,
                     "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                     days[tm.tm_wday % 7], tm.tm_mday, months[tm.tm_mon % 12],
                     tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    line_len = n > 0 && (size_t)n < sizeof line ? (size_t)n : 0;
}

const char *date_field(size_t *len)
{
    if (made_s != server_now_s) {
        made_s = server_now_s;
        make();
    }
    *len = line_len;
    return line;
}

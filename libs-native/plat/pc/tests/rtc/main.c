/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <time.h>

#include <uc/test.h>

/* The registers of a clock that the test plays, in place of ports. */
#define UC_ARCH_X86_64_PORT_H
#include <stdint.h>
static uint8_t cmos_ram[128];
static uint8_t cmos_index;
static int updating_reads;

static void uc_x86_out8(uint16_t port, uint8_t value)
{
    cmos_index = port == 0x70 ? value & 0x7f : cmos_index;
}

static uint8_t uc_x86_in8(uint16_t port)
{
    (void)port;
    if (cmos_index == 10 && updating_reads > 0) {
        updating_reads--;
        return 0xa6;
    }
    return cmos_ram[cmos_index];
}

#include "rtc.c"

static uint8_t bcd(int value)
{
    return (uint8_t)(value / 10 * 16 + value % 10);
}

static void set_clock(time_t seconds, uint8_t format)
{
    struct tm tm;
    gmtime_r(&seconds, &tm);
    int hour = tm.tm_hour;
    int pm = 0;
    if ((format & STATUS_B_24_HOURS) == 0) {
        pm = hour >= 12;
        hour = hour % 12 == 0 ? 12 : hour % 12;
    }
    int values[] = {tm.tm_sec,  tm.tm_min,     hour,
                    tm.tm_mday, tm.tm_mon + 1, tm.tm_year % 100};
    static const uint8_t at[] = {0, 2, 4, 7, 8, 9};

    memset(cmos_ram, 0, sizeof cmos_ram);
    for (int i = 0; i < 6; i++) {
        bool binary = (format & STATUS_B_BINARY) != 0;
        cmos_ram[at[i]] = binary ? (uint8_t)values[i] : bcd(values[i]);
    }
    cmos_ram[4] |= (uint8_t)(pm ? HOUR_PM : 0);
    cmos_ram[STATUS_B] = format;
}

UC_TEST(every_day_from_1970_to_2069_is_the_hosts)
{
    for (int64_t day = 0; day < 100 * 365 + 24; day++) {
        int64_t seconds = day * 86400 + day % 86400;
        set_clock((time_t)seconds, STATUS_B_24_HOURS);
        UC_REQUIRE((int64_t)uc_pc_rtc_read() == seconds);
    }
}

UC_TEST(every_hour_is_right_in_every_format)
{
    /* 2026-11-23 */
    for (int64_t seconds = 1795392000; seconds < 1795392000 + 86400;
         seconds += 599) {
        for (uint8_t format = 0; format < 8; format += 2) {
            set_clock((time_t)seconds, format);
            UC_REQUIRE((int64_t)uc_pc_rtc_read() == seconds);
        }
    }
}

UC_TEST(waits_while_the_clock_counts_on)
{
    set_clock(1795392000, STATUS_B_24_HOURS);
    updating_reads = 100;
    UC_EXPECT_EQ(uc_pc_rtc_read(), 1795392000u);
    UC_EXPECT_EQ(updating_reads, 0);
}

UC_TEST(no_clock_at_all_is_0)
{
    memset(cmos_ram, 0xff, sizeof cmos_ram);
    UC_EXPECT_EQ(uc_pc_rtc_read(), 0u);
    memset(cmos_ram, 0, sizeof cmos_ram);
    UC_EXPECT_EQ(uc_pc_rtc_read(), 0u);
}

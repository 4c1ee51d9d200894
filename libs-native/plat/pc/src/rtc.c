/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/port.h>
#include <uc/pc/clock.h>
#include <uc/plat/irq.h>

/* Spec: Motorola MC146818A data sheet; IBM PC/AT for the ports. */
enum {
    INDEX = 0x70,
    DATA = 0x71,
    STATUS_A = 10,
    STATUS_A_UPDATING = 0x80,
    STATUS_B = 11,
    STATUS_B_24_HOURS = 0x02,
    STATUS_B_BINARY = 0x04,
    HOUR_PM = 0x80,
    PATIENCE = 10000,
};

struct date {
    uint8_t second, minute, hour, day, month, year;
};

static uint8_t cmos(uint8_t index)
{
    uc_x86_out8(INDEX, index);
    return uc_x86_in8(DATA);
}

static struct date read_date(void)
{
    return (struct date){cmos(0), cmos(2), cmos(4), cmos(7), cmos(8), cmos(9)};
}

static uint8_t from_bcd(uint8_t value)
{
    return (uint8_t)((value >> 4) * 10 + (value & 0xf));
}

/* Days from 1970-01-01 to the given day of the Gregorian calendar. */
static uint64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
    /* Years that begin in March have their leap day last. */
    unsigned y = month <= 2 ? year - 1 : year;
    unsigned m = month <= 2 ? month + 9 : month - 3;
    return 365ull * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
           719469;
}

/* Two readings alike, neither during an update. */
static bool read_stable_date(struct date *out)
{
    for (int i = 0; i < PATIENCE; i++) {
        if ((cmos(STATUS_A) & STATUS_A_UPDATING) != 0) {
            continue;
        }
        struct date a = read_date();
        struct date b = read_date();
        if (__builtin_memcmp(&a, &b, sizeof a) == 0) {
            *out = a;
            return true;
        }
    }
    return false;
}

uint64_t uc_pc_rtc_read(void)
{
    struct date date;

    if (!read_stable_date(&date) || date.month == 0xff) {
        return 0;
    }
    uint8_t format = cmos(STATUS_B);
    bool pm = (format & STATUS_B_24_HOURS) == 0 && (date.hour & HOUR_PM) != 0;
    date.hour &= (uint8_t)~HOUR_PM;
    if ((format & STATUS_B_BINARY) == 0) {
        date = (struct date){from_bcd(date.second), from_bcd(date.minute),
                             from_bcd(date.hour),   from_bcd(date.day),
                             from_bcd(date.month),  from_bcd(date.year)};
    }
    if ((format & STATUS_B_24_HOURS) == 0) {
        date.hour = (uint8_t)(date.hour % 12 + (pm ? 12 : 0));
    }
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) {
        return 0;
    }
    unsigned year = date.year + (date.year < 70 ? 2000u : 1900u);
    uint64_t days = days_since_1970(year, date.month, date.day);
    return ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
}

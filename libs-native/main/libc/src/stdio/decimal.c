/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>

#include "decimal.h"

/*
 * m * 2^e is a whole number where e >= 0; else it is m * 5^-e / 10^-e, whose
 * digits are those of the whole number m * 5^-e. So small multiplications alone
 * give all digits, and nothing is ever divided but by constants.
 */
enum {
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,
    FIVES_AT_ONCE = 12,
    FIVES = 244140625, /* 5^12, below LIMB_BASE as 2^29 is */
    TWOS_AT_ONCE = 29,
};

/* Returns the new number of limbs. */
static unsigned multiply(uint32_t *limb, unsigned count, uint32_t factor)
{
    uint32_t carry = 0;

    for (unsigned i = 0; i < count; i++) {
        uint64_t product = (uint64_t)limb[i] * factor + carry;

        limb[i] = (uint32_t)(product % LIMB_BASE);
        carry = (uint32_t)(product / LIMB_BASE);
    }
    if (carry > 0) {
        limb[count++] = carry;
    }
    return count;
}

static unsigned multiply_power(uint32_t *limb, unsigned count, bool by_five,
                               unsigned power)
{
    const unsigned at_once = by_five ? FIVES_AT_ONCE : TWOS_AT_ONCE;
    const uint32_t big = by_five ? FIVES : UINT32_C(1) << TWOS_AT_ONCE;

    for (; power >= at_once; power -= at_once) {
        count = multiply(limb, count, big);
    }
    uint32_t factor = 1;
    for (; power > 0; power--) {
        factor *= by_five ? 5 : 2;
    }
    return multiply(limb, count, factor);
}

static void strip_zeros(struct libc_decimal *d)
{
    while (d->count > 0 && d->digit[d->count - 1] == '0') {
        d->count--;
    }
}

void libc_decimal_set(struct libc_decimal *d, uint64_t mantissa, int exponent)
{
    uint32_t limb[LIBC_DECIMAL_LIMBS];
    unsigned count = 0;

    d->count = 0;
    d->point = 0;
    if (mantissa == 0) {
        return;
    }
    while (exponent < 0 && (mantissa & 1) == 0) {
        mantissa >>= 1;
        exponent++;
    }
    for (; mantissa > 0; mantissa /= LIMB_BASE) {
        limb[count++] = (uint32_t)(mantissa % LIMB_BASE);
    }
    if (exponent < 0) {
        count = multiply_power(limb, count, true, (unsigned)-exponent);
        d->point = exponent;
    } else {
        count = multiply_power(limb, count, false, (unsigned)exponent);
    }
    while (count > 0) {
        uint32_t value = limb[--count];
        char text[LIMB_DIGITS];

        for (int i = LIMB_DIGITS - 1; i >= 0; i--) {
            text[i] = (char)('0' + value % 10);
            value /= 10;
        }
        for (int i = 0; i < LIMB_DIGITS; i++) {
            if (d->count > 0 || text[i] != '0') {
                d->digit[d->count++] = text[i];
            }
        }
    }
    d->point += (int)d->count;
    strip_zeros(d);
}

/* Whether the digits from (keep) on are above a half, or a half beside an odd.
 */
static bool rounds_up(const struct libc_decimal *d, size_t keep)
{
    if (d->digit[keep] != '5' || keep + 1 < d->count) {
        /* No zeros at the end: a digit behind the 5 makes it more. */
        return d->digit[keep] >= '5';
    }
    return keep > 0 && (d->digit[keep - 1] & 1) != 0;
}

void libc_decimal_round(struct libc_decimal *d, size_t keep)
{
    if (keep >= d->count) {
        return;
    }
    bool up = rounds_up(d, keep);
    d->count = keep;
    if (!up) {
        strip_zeros(d);
    } else {
        while (d->count > 0 && d->digit[d->count - 1] == '9') {
            d->count--;
        }
        if (d->count > 0) {
            d->digit[d->count - 1]++;
        } else {
            d->digit[0] = '1';
            d->count = 1;
            d->point++;
        }
    }
    if (d->count == 0) {
        d->point = 0;
    }
}

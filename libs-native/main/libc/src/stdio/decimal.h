/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_DECIMAL_H
#define LIBC_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum {
    /* 2^53 * 5^1074, the longest, has 767 digits: 86 limbs of 9. */
    LIBC_DECIMAL_LIMBS = 87,
    LIBC_DECIMAL_DIGITS = 9 * LIBC_DECIMAL_LIMBS,
};

/* The exact value 0.(digits) * 10^point; no digits: 0. */
struct libc_decimal {
    size_t count;
    int point;
    char digit[LIBC_DECIMAL_DIGITS]; /* no zeros at either end */
};

/* (d) = (mantissa) * 2^(exponent), of a double's range. */
void libc_decimal_set(struct libc_decimal *d, uint64_t mantissa, int exponent);

/* Rounds (d) to its first (keep) digits, half to even. */
void libc_decimal_round(struct libc_decimal *d, size_t keep);

#endif /* LIBC_DECIMAL_H */

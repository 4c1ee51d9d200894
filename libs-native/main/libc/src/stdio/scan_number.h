/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SCAN_NUMBER_H
#define LIBC_SCAN_NUMBER_H

/*
 * Says, character by character, whether a number goes on: scanf may look at one
 * character ahead and no more. Spec: C11, 7.21.6.2: "the longest sequence of
 * input characters which is, or is a prefix of, a matching input sequence".
 */
#include <stdbool.h>

enum {
    SCAN_NUMBER_MAX = 800, /* characters that are kept */
};

enum scan_kind {
    SCAN_DECIMAL,
    SCAN_OCTAL,
    SCAN_HEXADECIMAL,
    SCAN_ANY_BASE,
    SCAN_FLOAT,
};

struct libc_scan_number {
    enum scan_kind kind;
    enum scan_state {
        SCAN_START,  /* nothing, or a sign */
        SCAN_SIGN,   /* a sign */
        SCAN_ZERO,   /* a first 0: an x may follow */
        SCAN_PREFIX, /* 0x */
        SCAN_DIGITS,
        SCAN_FRACTION, /* behind the point */
        SCAN_EXPONENT, /* e or p */
        SCAN_EXPONENT_SIGN,
        SCAN_EXPONENT_DIGITS,
        SCAN_NAME, /* of "infinity" or "nan" */
    } state;
    bool hexadecimal;
    bool digits;      /* in mantissa */
    const char *name; /* what was begun */
    unsigned letters; /* of it that are read */
};

void libc_scan_number_start(struct libc_scan_number *n, enum scan_kind kind);
bool libc_scan_number_takes(struct libc_scan_number *n, char c);
bool libc_scan_number_is_whole(const struct libc_scan_number *n);

#endif /* LIBC_SCAN_NUMBER_H */

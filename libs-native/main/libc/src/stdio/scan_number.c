/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>

#include "scan_number.h"

void libc_scan_number_start(struct libc_scan_number *n, enum scan_kind kind)
{
    *n = (struct libc_scan_number){
        .kind = kind,
        .hexadecimal = kind == SCAN_HEXADECIMAL,
    };
}

static bool is_digit(const struct libc_scan_number *n, char c)
{
    if (n->hexadecimal) {
        return isxdigit((unsigned char)c) != 0;
    }
    return c >= '0' && c <= ((n->kind == SCAN_OCTAL) ? '7' : '9');
}

static bool go(struct libc_scan_number *n, enum scan_state state)
{
    n->state = state;
    return true;
}

static bool takes_first(struct libc_scan_number *n, char c)
{
    const char lower = (char)(c | 0x20);

    if (n->state == SCAN_START && (c == '+' || c == '-')) {
        return go(n, SCAN_SIGN);
    }
    if (c == '0') {
        n->digits = true;
        return go(n, (n->kind == SCAN_DECIMAL || n->kind == SCAN_OCTAL)
                         ? SCAN_DIGITS
                         : SCAN_ZERO);
    }
    if (is_digit(n, c)) {
        n->digits = true;
        return go(n, SCAN_DIGITS);
    }
    if (n->kind != SCAN_FLOAT) {
        return false;
    }
    if (c == '.') {
        return go(n, SCAN_FRACTION);
    }
    if (lower == 'i' || lower == 'n') {
        n->name = (lower == 'i') ? "infinity" : "nan";
        n->letters = 1;
        return go(n, SCAN_NAME);
    }
    return false;
}

static bool takes_digit(struct libc_scan_number *n, char c)
{
    const char lower = (char)(c | 0x20);

    if (is_digit(n, c)) {
        n->digits = true;
        return go(n, (n->state == SCAN_FRACTION) ? SCAN_FRACTION : SCAN_DIGITS);
    }
    if (n->kind != SCAN_FLOAT) {
        return false;
    }
    if (c == '.' && n->state != SCAN_FRACTION) {
        return go(n, SCAN_FRACTION);
    }
    if (n->digits && lower == (n->hexadecimal ? 'p' : 'e')) {
        return go(n, SCAN_EXPONENT);
    }
    return false;
}

bool libc_scan_number_takes(struct libc_scan_number *n, char c)
{
    const char lower = (char)(c | 0x20);

    switch (n->state) {
    case SCAN_START:
    case SCAN_SIGN:
        return takes_first(n, c);
    case SCAN_ZERO:
        if (lower == 'x') {
            n->hexadecimal = true;
            n->digits = false;
            return go(n, SCAN_PREFIX);
        }
        if (n->kind == SCAN_ANY_BASE) {
            n->kind = SCAN_OCTAL;
        }
        return takes_digit(n, c);
    case SCAN_PREFIX:
    case SCAN_DIGITS:
    case SCAN_FRACTION:
        return takes_digit(n, c);
    case SCAN_EXPONENT:
        if (c == '+' || c == '-') {
            return go(n, SCAN_EXPONENT_SIGN);
        }
        return isdigit((unsigned char)c) && go(n, SCAN_EXPONENT_DIGITS);
    case SCAN_EXPONENT_SIGN:
    case SCAN_EXPONENT_DIGITS:
        return isdigit((unsigned char)c) && go(n, SCAN_EXPONENT_DIGITS);
    default:
        if (n->name[n->letters] == '\0' || lower != n->name[n->letters]) {
            return false;
        }
        n->letters++;
        return true;
    }
}

bool libc_scan_number_is_whole(const struct libc_scan_number *n)
{
    switch (n->state) {
    case SCAN_ZERO:
    case SCAN_EXPONENT_DIGITS:
        return true;
    case SCAN_DIGITS:
    case SCAN_FRACTION:
    case SCAN_PREFIX:
        return n->digits;
    case SCAN_NAME:
        return n->letters == 3 || n->letters == 8;
    default:
        return false;
    }
}

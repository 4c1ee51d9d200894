/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <string.h>

#include "decimal.h"
#include "format.h"

enum {
    MANTISSA_BITS = 52,
    EXPONENT_BIAS = 1023,
    EXPONENT_MAX = 0x7ff,
    PIECES_MAX = 6,
};

/* The number as it will be written. */
struct layout {
    struct libc_piece piece[PIECES_MAX];
    unsigned count;
    char suffix[8]; /* "e+308", "p-1074" */
};

static void add_piece(struct layout *out, const char *text, size_t len)
{
    out->piece[out->count++] = (struct libc_piece){text, len};
}

static size_t at_most(size_t n, size_t max)
{
    return (n < max) ? n : max;
}

/* Adds digits [from, from + n) of (d), zeros where it has none. */
static void add_digits(struct layout *out, const struct libc_decimal *d,
                       size_t from, size_t n)
{
    size_t have = (d->count > from) ? at_most(d->count - from, n) : 0;

    add_piece(out, d->digit + from, have);
    add_piece(out, NULL, n - have);
}

static void add_exponent(struct layout *out, char letter, int exponent,
                         unsigned least_digits)
{
    char buf[sizeof(out->suffix)];
    char *first = buf + sizeof(buf);
    unsigned size =
        (exponent < 0) ? 0u - (unsigned)exponent : (unsigned)exponent;

    for (unsigned n = 0; size > 0 || n < least_digits; n++) {
        *--first = (char)('0' + size % 10);
        size /= 10;
    }
    *--first = (exponent < 0) ? '-' : '+';
    *--first = letter;
    size_t len = (size_t)(buf + sizeof(buf) - first);
    memcpy(out->suffix, first, len);
    add_piece(out, out->suffix, len);
}

/* (d) is rounded to (precision) digits behind the point already. */
static void layout_fixed(struct layout *out, const struct libc_decimal *d,
                         size_t precision, bool alt)
{
    size_t skipped = 0; /* zeros between the point and the first digit */

    if (d->point > 0) {
        add_digits(out, d, 0, (size_t)d->point);
    } else {
        add_piece(out, NULL, 1);
        skipped = at_most((size_t)-d->point, precision);
    }
    add_piece(out, ".", (precision > 0 || alt) ? 1 : 0);
    add_piece(out, NULL, skipped);
    add_digits(out, d, (d->point > 0) ? (size_t)d->point : 0,
               precision - skipped);
}

static void layout_scientific(struct layout *out, const struct libc_decimal *d,
                              size_t precision, unsigned flags)
{
    add_piece(out, (d->count > 0) ? d->digit : NULL, 1);
    add_piece(out, ".",
              (precision > 0 || (flags & LIBC_FLAG_ALT) != 0) ? 1 : 0);
    add_digits(out, d, 1, precision);
    add_exponent(out, (flags & LIBC_FLAG_UPPER) ? 'E' : 'e',
                 (d->count > 0) ? d->point - 1 : 0, 2);
}

static void layout_general(struct layout *out, struct libc_decimal *d,
                           size_t precision, unsigned flags)
{
    size_t significant = (precision > 0) ? precision : 1;

    libc_decimal_round(d, significant);
    int exponent = (d->count > 0) ? d->point - 1 : 0;
    if ((flags & LIBC_FLAG_ALT) == 0) {
        /* No zeros at the end. Rounding has stripped those of (d). */
        significant = at_most(significant, d->count);
    }
    if (exponent < -4 || exponent >= (int)((precision > 0) ? precision : 1)) {
        layout_scientific(out, d, (significant > 0) ? significant - 1 : 0,
                          flags);
        return;
    }
    /* exponent + 1 digits stand before the point. */
    int behind = (int)significant - 1 - exponent;
    if (d->count == 0) {
        behind = (int)significant - 1;
    }
    layout_fixed(out, d, (behind > 0) ? (size_t)behind : 0,
                 (flags & LIBC_FLAG_ALT) != 0);
}

static void layout_decimal(struct layout *out, struct libc_decimal *d,
                           const struct libc_spec *spec)
{
    size_t precision = (spec->precision < 0) ? 6 : (size_t)spec->precision;

    if (spec->type == 'g') {
        layout_general(out, d, precision, spec->flags);
    } else if (spec->type == 'e') {
        libc_decimal_round(d, precision + 1);
        layout_scientific(out, d, precision, spec->flags);
    } else {
        long keep = d->point + (long)precision;

        if (keep < 0) {
            d->count = 0;
            d->point = 0;
        } else {
            libc_decimal_round(d, (size_t)keep);
        }
        layout_fixed(out, d, precision, (spec->flags & LIBC_FLAG_ALT) != 0);
    }
}

/* The hexadecimal digits of a mantissa of 1 + 52 bits; (digit) holds 14. */
static void layout_hexadecimal(struct layout *out, char *digit,
                               uint64_t mantissa, int exponent,
                               const struct libc_spec *spec)
{
    const bool upper = (spec->flags & LIBC_FLAG_UPPER) != 0;
    const char *letters = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    size_t precision = MANTISSA_BITS / 4;

    if (mantissa == 0) {
        exponent = 0;
    }
    if (spec->precision >= 0 && spec->precision < MANTISSA_BITS / 4) {
        /* Half to even, by adding just less than a half, or a half. */
        unsigned dropped = MANTISSA_BITS - 4 * (unsigned)spec->precision;
        uint64_t unit = UINT64_C(1) << dropped;

        mantissa += unit / 2 - 1 + ((mantissa & unit) != 0);
        mantissa &= ~(unit - 1);
        precision = (size_t)spec->precision;
    }
    for (int i = 0; i <= MANTISSA_BITS / 4; i++) {
        digit[i] = letters[(mantissa >> (MANTISSA_BITS - 4 * i)) & 15];
    }
    if (spec->precision < 0) {
        while (precision > 0 && digit[precision] == '0') {
            precision--;
        }
    }
    size_t wanted = (spec->precision < 0) ? precision : (size_t)spec->precision;
    add_piece(out, digit, 1);
    add_piece(out, ".",
              (wanted > 0 || (spec->flags & LIBC_FLAG_ALT) != 0) ? 1 : 0);
    add_piece(out, digit + 1, precision);
    add_piece(out, NULL, wanted - precision);
    add_exponent(out, upper ? 'P' : 'p', exponent, 1);
}

/* The biggest frame of the family stands in a function of its own. */
static __attribute__((noinline)) void
format_finite(struct libc_sink *sink, const struct libc_spec *spec,
              struct libc_piece prefix, uint64_t mantissa, int exponent)
{
    struct layout out;
    struct libc_decimal d;

    out.count = 0;
    if (spec->type == 'a') {
        layout_hexadecimal(&out, d.digit, mantissa, exponent, spec);
    } else {
        libc_decimal_set(&d, mantissa, exponent - MANTISSA_BITS);
        layout_decimal(&out, &d, spec);
    }
    libc_format_field(sink, spec, prefix, out.piece, out.count);
}

void libc_format_double(struct libc_sink *sink, const struct libc_spec *spec,
                        double value)
{
    const bool upper = (spec->flags & LIBC_FLAG_UPPER) != 0;
    char prefix[3];
    size_t prefix_len = 0;
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    int exponent = (int)(bits >> MANTISSA_BITS) & EXPONENT_MAX;
    if ((bits >> 63) != 0) {
        prefix[prefix_len++] = '-';
    } else if ((spec->flags & LIBC_FLAG_PLUS) != 0) {
        prefix[prefix_len++] = '+';
    } else if ((spec->flags & LIBC_FLAG_SPACE) != 0) {
        prefix[prefix_len++] = ' ';
    }
    if (exponent == EXPONENT_MAX) {
        struct libc_spec unpadded = *spec;
        struct libc_piece name = {upper ? "INF" : "inf", 3};

        if (mantissa != 0) {
            name.text = upper ? "NAN" : "nan";
        }
        unpadded.flags &= ~(unsigned)LIBC_FLAG_ZERO;
        libc_format_field(sink, &unpadded,
                          (struct libc_piece){prefix, prefix_len}, &name, 1);
        return;
    }
    if (exponent == 0) {
        exponent = 1; /* subnormal: no leading 1 */
    } else {
        mantissa |= UINT64_C(1) << MANTISSA_BITS;
    }
    if (spec->type == 'a') {
        prefix[prefix_len++] = '0';
        prefix[prefix_len++] = upper ? 'X' : 'x';
    }
    format_finite(sink, spec, (struct libc_piece){prefix, prefix_len}, mantissa,
                  exponent - EXPONENT_BIAS);
}

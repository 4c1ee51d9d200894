/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Correctly rounded, half to even. A first guess in floating point is a few
 * units off at most; then the exact value is compared, as big integers, with
 * the middle between the guess and its neighbours, until it lies within.
 *
 * Spec: Clinger, How to read floating point numbers accurately, PLDI 1990
 * (the fast path, and the comparison by AlgorithmR).
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    /*
     * No double, nor the middle of two, has more significant digits than 768:
     * what follows only tells whether the value is above it.
     */
    DIGITS_MAX = 770,
    LIMBS = 130, /* 4160 bits: 770 digits times 2^1076, and some */
    POINT_MAX = 100000,
};

/* The value 0.(digits) * 10^point, read from text. */
struct number {
    unsigned count;
    long point;
    char digit[DIGITS_MAX + 1];
};

/* What differs between double and float. */
struct format {
    unsigned mantissa_bits; /* with the leading 1 */
    int exponent_min;       /* of the last bit of a subnormal */
    uint64_t infinity;      /* its bits */
};

static const struct format format_double = {53, -1074, UINT64_C(0x7ff) << 52};
static const struct format format_float = {24, -149, UINT64_C(0xff) << 23};

struct big {
    unsigned count;
    uint32_t limb[LIMBS];
};

static void big_multiply_add(struct big *b, uint32_t factor, uint32_t carry)
{
    for (unsigned i = 0; i < b->count; i++) {
        uint64_t product = (uint64_t)b->limb[i] * factor + carry;

        b->limb[i] = (uint32_t)product;
        carry = (uint32_t)(product >> 32);
    }
    if (carry != 0) {
        b->limb[b->count++] = carry;
    }
}

static void big_multiply_fives(struct big *b, unsigned power)
{
    for (; power >= 13; power -= 13) {
        big_multiply_add(b, 1220703125, 0); /* 5^13 */
    }
    for (; power > 0; power--) {
        big_multiply_add(b, 5, 0);
    }
}

static void big_shift_left(struct big *b, unsigned bits)
{
    const unsigned limbs = bits / 32;

    if (limbs > 0) {
        memmove(b->limb + limbs, b->limb, b->count * sizeof(b->limb[0]));
        memset(b->limb, 0, limbs * sizeof(b->limb[0]));
        b->count += limbs;
    }
    big_multiply_add(b, UINT32_C(1) << bits % 32, 0);
}

static int big_compare(const struct big *a, const struct big *b)
{
    if (a->count != b->count) {
        return (a->count > b->count) ? 1 : -1;
    }
    for (unsigned i = a->count; i-- > 0;) {
        if (a->limb[i] != b->limb[i]) {
            return (a->limb[i] > b->limb[i]) ? 1 : -1;
        }
    }
    return 0;
}

/* Mantissa and exponent of a finite value given by its bits. */
static uint64_t take_apart(uint64_t bits, const struct format *f, int *exponent)
{
    const unsigned stored = f->mantissa_bits - 1;
    const uint64_t mantissa = bits & ((UINT64_C(1) << stored) - 1);
    const int biased = (int)(bits >> stored);

    if (biased == 0) {
        *exponent = f->exponent_min;
        return mantissa;
    }
    *exponent = f->exponent_min + biased - 1;
    return mantissa | UINT64_C(1) << stored;
}

/* Compares (n) with the middle between the value of (bits) and the next one. */
static int compare_with_middle(const struct number *n, uint64_t bits,
                               const struct format *f)
{
    struct big value, middle;
    int exponent;
    const uint64_t mantissa = 2 * take_apart(bits, f, &exponent) + 1;
    const long ten = n->point - (long)n->count; /* n = digits * 10^ten */

    exponent--;
    value.count = 0;
    for (unsigned i = 0; i < n->count; i++) {
        big_multiply_add(&value, 10, (uint32_t)(n->digit[i] - '0'));
    }
    middle.count = 2;
    middle.limb[0] = (uint32_t)mantissa;
    middle.limb[1] = (uint32_t)(mantissa >> 32);
    if (middle.limb[1] == 0) {
        middle.count = 1;
    }
    big_multiply_fives((ten < 0) ? &middle : &value,
                       (unsigned)((ten < 0) ? -ten : ten));
    /* value * 2^ten against middle * 2^exponent */
    const long two = ten - exponent;
    big_shift_left((two > 0) ? &value : &middle,
                   (unsigned)((two > 0) ? two : -two));
    return big_compare(&value, &middle);
}

/* The bits of the value nearest to (n), which lies in a format's range. */
static uint64_t round_to_nearest(const struct number *n, uint64_t guess,
                                 const struct format *f)
{
    for (;;) {
        int above =
            (guess == f->infinity) ? -1 : compare_with_middle(n, guess, f);

        if (above > 0 || (above == 0 && (guess & 1) != 0)) {
            guess++;
            continue;
        }
        if (guess == 0) {
            return guess;
        }
        int below = compare_with_middle(n, guess - 1, f);
        if (below < 0 || (below == 0 && (guess & 1) != 0)) {
            guess--;
            continue;
        }
        return guess;
    }
}

static double bits_to_double(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof(value));
    return value;
}

static uint64_t double_to_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static uint64_t float_to_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

/* value * 10^ten, a few units off; not by way of an overflow. */
static double scale(double value, long ten)
{
    static const double power[] = {1e1,  1e2,  1e4,   1e8,  1e16,
                                   1e32, 1e64, 1e128, 1e256};
    unsigned long left =
        (ten < 0) ? 0ul - (unsigned long)ten : (unsigned long)ten;

    for (unsigned i = sizeof(power) / sizeof(power[0]); i-- > 0;) {
        while (left >= 1ul << i) {
            value = (ten < 0) ? value / power[i] : value * power[i];
            left -= 1ul << i;
        }
    }
    return value;
}

/* The bits of the value nearest to (n), without its sign. */
static uint64_t convert(const struct number *n, const struct format *f)
{
    uint64_t leading = 0;
    const bool is_float = f == &format_float;
    unsigned used = (n->count < 19) ? n->count : 19;

    if (n->count == 0 || n->point < -400) {
        return 0;
    }
    if (n->point > 400) {
        return f->infinity;
    }
    for (unsigned i = 0; i < used; i++) {
        leading = leading * 10 + (uint64_t)(n->digit[i] - '0');
    }
    const long ten = n->point - (long)used;
    if (!is_float && used == n->count && leading <= UINT64_C(1) << 53 &&
        ten >= -22 && ten <= 22) {
        /* Both are exact, so one operation rounds right. Spec: Clinger. */
        const double power = scale(1, (ten < 0) ? -ten : ten);

        return double_to_bits((ten < 0) ? (double)leading / power
                                        : (double)leading * power);
    }
    const double guess = scale((double)leading, ten);
    return round_to_nearest(
        n, is_float ? float_to_bits((float)guess) : double_to_bits(guess), f);
}

/* Reads decimal digits and an exponent; returns the end, or (s) for none. */
static const char *read_decimal(const char *s, struct number *n)
{
    const char *p = s;
    bool any = false;
    bool point = false;

    n->count = 0;
    n->point = 0;
    for (;; p++) {
        if (*p == '.' && !point) {
            point = true;
            continue;
        }
        if (!isdigit((unsigned char)*p)) {
            break;
        }
        any = true;
        if (n->count == 0 && *p == '0') {
            n->point -= point; /* zeros in front */
            continue;
        }
        n->point += !point;
        if (n->count < DIGITS_MAX) {
            n->digit[n->count++] = *p;
        } else if (*p != '0') {
            n->digit[DIGITS_MAX - 1] |= 1; /* not even a tie any more */
        }
    }
    if (!any) {
        return s;
    }
    if ((*p | 0x20) == 'e') {
        const char *e = p + 1;
        const bool negative = *e == '-';
        long exponent = 0;

        e += *e == '-' || *e == '+';
        for (; isdigit((unsigned char)*e); e++) {
            if (exponent < POINT_MAX) {
                exponent = exponent * 10 + (*e - '0');
            }
            p = e + 1;
        }
        n->point += negative ? -exponent : exponent;
    }
    while (n->count > 0 && n->digit[n->count - 1] == '0') {
        n->count--;
    }
    return p;
}

/* Reads what follows "0x", and rounds; returns the end. (s) has a digit. */
static const char *read_hexadecimal(const char *s, const struct format *f,
                                    uint64_t *bits)
{
    uint64_t mantissa = 0;
    long exponent = 0;
    bool point = false;

    for (;; s++) {
        if (*s == '.' && !point) {
            point = true;
            continue;
        }
        if (!isxdigit((unsigned char)*s)) {
            break;
        }
        unsigned digit = isdigit((unsigned char)*s)
                             ? (unsigned)(*s - '0')
                             : (unsigned)((*s | 0x20) - 'a') + 10;
        if (mantissa >> 59 == 0) {
            mantissa = mantissa * 16 + digit;
            exponent -= point ? 4 : 0;
        } else {
            mantissa |= digit != 0; /* sticky */
            exponent += point ? 0 : 4;
        }
    }
    if ((*s | 0x20) == 'p') {
        const char *e = s + 1;
        const bool negative = *e == '-';
        long read = 0;

        e += *e == '-' || *e == '+';
        for (; isdigit((unsigned char)*e); e++) {
            if (read < POINT_MAX) {
                read = read * 10 + (*e - '0');
            }
            s = e + 1;
        }
        exponent += negative ? -read : read;
    }
    if (mantissa == 0) {
        *bits = 0;
        return s;
    }
    /* Shift right to the format's width, or to a subnormal's, and round. */
    const int have = 64 - __builtin_clzll(mantissa);
    long shift = have - (int)f->mantissa_bits;
    if (exponent + shift < f->exponent_min) {
        shift = f->exponent_min - exponent;
    }
    if (shift > 0) {
        const uint64_t sticky =
            (shift > 64) ? mantissa
                         : mantissa & ((UINT64_C(1) << (shift - 1)) - 1);
        const uint64_t half = (shift > 64) ? 0 : mantissa >> (shift - 1) & 1;

        mantissa = (shift > 63) ? 0 : mantissa >> shift;
        mantissa += half & ((sticky != 0) | (mantissa & 1));
    } else {
        mantissa <<= -shift;
    }
    exponent += shift;
    const unsigned stored = f->mantissa_bits - 1;
    if (mantissa >> f->mantissa_bits != 0) {
        mantissa >>= 1;
        exponent++;
    }
    const long biased =
        (mantissa >> stored == 0) ? 0 : exponent - f->exponent_min + 1;
    if (biased >= (long)(f->infinity >> stored)) {
        *bits = f->infinity;
    } else {
        *bits = (uint64_t)biased << stored |
                (mantissa & ((UINT64_C(1) << stored) - 1));
    }
    return s;
}

/* "inf", "infinity", "nan", "nan(...)"; returns the end, or (s) for none. */
static const char *read_name(const char *s, const struct format *f,
                             uint64_t *bits)
{
    if (strncasecmp(s, "inf", 3) == 0) {
        *bits = f->infinity;
        return s + ((strncasecmp(s, "infinity", 8) == 0) ? 8 : 3);
    }
    if (strncasecmp(s, "nan", 3) == 0) {
        /* The compiler knows which bit is the quiet one. */
        *bits = (f == &format_float) ? float_to_bits(__builtin_nanf(""))
                                     : double_to_bits(__builtin_nan(""));
        const char *p = s + 3;
        if (*p == '(') {
            do {
                p++;
            } while (isalnum((unsigned char)*p) || *p == '_');
            return (*p == ')') ? p + 1 : s + 3;
        }
        return p;
    }
    return s;
}

/* The bits of the number at (s), sign and all, in format (f). */
static uint64_t parse(const char *s, char **end, const struct format *f,
                      uint64_t sign_bit)
{
    const char *p = s;
    uint64_t bits = 0;
    bool is_name = false;
    bool is_zero = true;

    while (isspace((unsigned char)*p)) {
        p++;
    }
    const bool negative = *p == '-';
    p += *p == '-' || *p == '+';
    const char *first = p;
    if (p[0] == '0' && (p[1] | 0x20) == 'x' &&
        (isxdigit((unsigned char)p[2]) ||
         (p[2] == '.' && isxdigit((unsigned char)p[3])))) {
        const char *digits = p + 2;

        p = read_hexadecimal(digits, f, &bits);
        digits += strspn(digits, "0.");
        is_zero = !isxdigit((unsigned char)*digits);
    } else {
        struct number n;

        p = read_decimal(first, &n);
        if (p == first) {
            p = read_name(first, f, &bits);
            is_name = true;
        } else {
            bits = convert(&n, f);
            is_zero = n.count == 0;
        }
    }
    if (end != NULL) {
        *end = (char *)(uintptr_t)((p == first) ? s : p);
    }
    const uint64_t least_normal = UINT64_C(1) << (f->mantissa_bits - 1);
    if (p != first && !is_name && !is_zero &&
        (bits >= f->infinity || bits < least_normal)) {
        errno = ERANGE;
    }
    return (p == first) ? 0 : bits | (negative ? sign_bit : 0);
}

double strtod(const char *restrict s, char **restrict end)
{
    return bits_to_double(parse(s, end, &format_double, UINT64_C(1) << 63));
}

float strtof(const char *restrict s, char **restrict end)
{
    uint32_t bits = (uint32_t)parse(s, end, &format_float, UINT64_C(1) << 31);
    float value;

    memcpy(&value, &bits, sizeof(value));
    return value;
}

long double strtold(const char *restrict s, char **restrict end)
{
    return strtod(s, end);
}

double atof(const char *s)
{
    return strtod(s, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

struct out {
    char *at;
    char *end; /* the last byte, kept for NUL */
};

static void put(struct out *out, char c)
{
    if (out->at < out->end) {
        *out->at++ = c;
    }
}

static void put_text(struct out *out, const char *text, unsigned width)
{
    for (; *text != '\0'; text++) {
        put(out, *text);
        width -= width > 0;
    }
    for (; width > 0; width--) {
        put(out, ' ');
    }
}

static void put_number(struct out *out, unsigned long long value, unsigned base,
                       const char *prefix, unsigned width, char pad)
{
    char digits[3 * sizeof value];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    unsigned used = n;
    for (const char *p = prefix; *p != '\0'; p++) {
        used++;
    }
    for (; pad == ' ' && used < width; used++) {
        put(out, ' ');
    }
    put_text(out, prefix, 0);
    for (; used < width; used++) {
        put(out, '0');
    }
    while (n > 0) {
        put(out, digits[--n]);
    }
}

enum length {
    INT,
    LONG,
    LONG_LONG,
    SIZE
};

static enum length parse_length(const char **fmt)
{
    if (**fmt == 'z') {
        ++*fmt;
        return SIZE;
    }
    if (**fmt != 'l') {
        return INT;
    }
    ++*fmt;
    if (**fmt != 'l') {
        return LONG;
    }
    ++*fmt;
    return LONG_LONG;
}

static unsigned long long next_unsigned(va_list *args, enum length length)
{
    switch (length) {
    case LONG:
        return va_arg(*args, unsigned long);
    case LONG_LONG:
        return va_arg(*args, unsigned long long);
    case SIZE:
        return va_arg(*args, size_t);
    default:
        return va_arg(*args, unsigned);
    }
}

static long long next_signed(va_list *args, enum length length)
{
    switch (length) {
    case LONG:
        return va_arg(*args, long);
    case LONG_LONG:
        return va_arg(*args, long long);
    case SIZE:
        return va_arg(*args, intptr_t);
    default:
        return va_arg(*args, int);
    }
}

/* One conversion, (*fmt) behind its %. */
static void convert(struct out *out, const char **fmt, va_list *args)
{
    char pad = **fmt == '0' ? '0' : ' ';
    unsigned width = 0;
    while (**fmt >= '0' && **fmt <= '9') {
        width = width * 10 + (unsigned)(*(*fmt)++ - '0');
    }
    enum length length = parse_length(fmt);

    switch (*(*fmt)++) {
    case 's':
        put_text(out, va_arg(*args, const char *), width);
        break;
    case 'c':
        put(out, (char)va_arg(*args, int));
        break;
    case 'd': {
        long long value = next_signed(args, length);
        unsigned long long size = (unsigned long long)value;
        put_number(out, value < 0 ? 0 - size : size, 10, value < 0 ? "-" : "",
                   width, pad);
        break;
    }
    case 'u':
        put_number(out, next_unsigned(args, length), 10, "", width, pad);
        break;
    case 'x':
        put_number(out, next_unsigned(args, length), 16, "", width, pad);
        break;
    case 'p':
        put_number(out, (uintptr_t)va_arg(*args, void *), 16, "0x", width, pad);
        break;
    case '%':
        put(out, '%');
        break;
    default:
        --*fmt; /* not ours, perhaps the end: leave it to the caller's loop */
        break;
    }
}

size_t boot_format(char *buf, size_t bytes, const char *fmt, va_list args)
{
    struct out out = {buf, buf + bytes - 1};
    va_list rest;

    va_copy(rest, args);
    while (*fmt != '\0') {
        char c = *fmt++;
        if (c == '%') {
            convert(&out, &fmt, &rest);
        } else {
            put(&out, c);
        }
    }
    va_end(rest);
    *out.at = '\0';
    return (size_t)(out.at - buf);
}

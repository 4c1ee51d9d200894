/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "format.h"
#include "store.h"

/* A struct, because a va_list may be an array that a call would decay. */
struct arguments {
    va_list list;
};

static void emit(struct libc_sink *sink, const char *text, size_t len)
{
    if (len > 0) {
        sink->write(sink, text, len);
        sink->written += len;
    }
}

static void emit_repeated(struct libc_sink *sink, char c, size_t n)
{
    char run[16];

    memset(run, c, sizeof(run));
    while (n > 0) {
        size_t len = (n < sizeof(run)) ? n : sizeof(run);

        emit(sink, run, len);
        n -= len;
    }
}

void libc_format_field(struct libc_sink *sink, const struct libc_spec *spec,
                       struct libc_piece prefix,
                       const struct libc_piece *pieces, unsigned count)
{
    size_t len = prefix.len;

    for (unsigned i = 0; i < count; i++) {
        len += pieces[i].len;
    }
    size_t pad = ((size_t)spec->width > len) ? (size_t)spec->width - len : 0;
    const bool left = (spec->flags & LIBC_FLAG_LEFT) != 0;
    const bool zeros = (spec->flags & LIBC_FLAG_ZERO) != 0 && !left;

    emit_repeated(sink, ' ', (left || zeros) ? 0 : pad);
    emit(sink, prefix.text, prefix.len);
    emit_repeated(sink, '0', zeros ? pad : 0);
    for (unsigned i = 0; i < count; i++) {
        if (pieces[i].text == NULL) {
            emit_repeated(sink, '0', pieces[i].len);
        } else {
            emit(sink, pieces[i].text, pieces[i].len);
        }
    }
    emit_repeated(sink, ' ', left ? pad : 0);
}

/* Reads decimal digits; more than an int holds becomes INT_MAX. */
static int read_number(const char **fmt)
{
    int n = 0;

    for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++) {
        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, **fmt - '0', &n)) {
            n = INT_MAX;
        }
    }
    return n;
}

static void read_length(const char **fmt, struct libc_spec *spec)
{
    const char c = **fmt;

    spec->length = '\0';
    if (c == '\0' || strchr("hljztL", c) == NULL) {
        return;
    }
    spec->length = c;
    (*fmt)++;
    if (**fmt == c && c == 'h') {
        spec->length = 'H';
        (*fmt)++;
    } else if (**fmt == c && c == 'l') {
        spec->length = 'q';
        (*fmt)++;
    }
}

/* Reads what follows a '%' and returns the rest of the format. */
static const char *read_spec(const char *fmt, struct libc_spec *spec,
                             struct arguments *args)
{
    static const char flags[] = "-+ #0";
    const char *flag;

    *spec = (struct libc_spec){.precision = -1};
    while (*fmt != '\0' && (flag = strchr(flags, *fmt)) != NULL) {
        spec->flags |= 1u << (flag - flags);
        fmt++;
    }
    if (*fmt == '*') {
        fmt++;
        spec->width = va_arg(args->list, int);
        if (spec->width < 0) {
            spec->flags |= LIBC_FLAG_LEFT;
            /* INT_MIN has no opposite; INT_MAX overflows the result as well. */
            spec->width = (spec->width == INT_MIN) ? INT_MAX : -spec->width;
        }
    } else {
        spec->width = read_number(&fmt);
    }
    if (*fmt == '.') {
        fmt++;
        if (*fmt == '*') {
            fmt++;
            spec->precision = va_arg(args->list, int);
        } else {
            spec->precision = read_number(&fmt);
        }
        if (spec->precision < 0) {
            spec->precision = -1;
        }
    }
    read_length(&fmt, spec);
    spec->type = *fmt;
    if (*fmt != '\0' && strchr("XAEFG", *fmt) != NULL) {
        spec->flags |= LIBC_FLAG_UPPER;
        spec->type = (char)(*fmt + ('a' - 'A'));
    }
    return (*fmt == '\0') ? fmt : fmt + 1;
}

static intmax_t next_signed(const struct libc_spec *spec,
                            struct arguments *args)
{
    switch (spec->length) {
    case 'H':
        return (signed char)va_arg(args->list, int);
    case 'h':
        return (short)va_arg(args->list, int);
    case 'l':
        return va_arg(args->list, long);
    case 'z':
    case 't':
        return va_arg(args->list, ptrdiff_t);
    case 'q':
    case 'j':
    case 'L':
        return va_arg(args->list, intmax_t);
    default:
        return va_arg(args->list, int);
    }
}

static uintmax_t next_unsigned(const struct libc_spec *spec,
                               struct arguments *args)
{
    switch (spec->length) {
    case 'H':
        return (unsigned char)va_arg(args->list, unsigned);
    case 'h':
        return (unsigned short)va_arg(args->list, unsigned);
    case 'l':
        return va_arg(args->list, unsigned long);
    case 'z':
    case 't':
        return va_arg(args->list, size_t);
    case 'q':
    case 'j':
    case 'L':
        return va_arg(args->list, uintmax_t);
    default:
        return va_arg(args->list, unsigned);
    }
}

static void format_integer(struct libc_sink *sink, struct libc_spec *spec,
                           struct libc_piece prefix, uintmax_t value)
{
    const bool upper = (spec->flags & LIBC_FLAG_UPPER) != 0;
    const char *digit = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const bool alt = (spec->flags & LIBC_FLAG_ALT) != 0;
    const bool is_zero = value == 0;
    unsigned base = 10;
    char buf[3 * sizeof(uintmax_t)]; /* octal needs 22 of 64 bits */
    char *first = buf + sizeof(buf);

    if (spec->type == 'o') {
        base = 8;
    } else if (spec->type == 'x' || spec->type == 'p') {
        base = 16;
    }
    while (value != 0) {
        *--first = digit[value % base];
        value /= base;
    }
    size_t len = (size_t)(buf + sizeof(buf) - first);
    size_t least = 1;
    if (spec->precision >= 0) {
        least = (size_t)spec->precision;
        spec->flags &= ~(unsigned)LIBC_FLAG_ZERO;
    }
    if (alt && base == 8 && least <= len) {
        least = len + 1;
    }
    if (spec->type == 'p' || (alt && base == 16 && !is_zero)) {
        prefix = (struct libc_piece){upper ? "0X" : "0x", 2};
    }
    const struct libc_piece pieces[] = {
        {NULL, (least > len) ? least - len : 0},
        {first, len},
    };
    libc_format_field(sink, spec, prefix, pieces, 2);
}

static struct libc_piece sign_prefix(const struct libc_spec *spec,
                                     bool negative)
{
    if (negative) {
        return (struct libc_piece){"-", 1};
    }
    if ((spec->flags & LIBC_FLAG_PLUS) != 0) {
        return (struct libc_piece){"+", 1};
    }
    return (struct libc_piece){" ", (spec->flags & LIBC_FLAG_SPACE) ? 1 : 0};
}

static void format_text(struct libc_sink *sink, struct libc_spec *spec,
                        const char *text, size_t len)
{
    const struct libc_piece none = {NULL, 0};
    const struct libc_piece piece = {text, len};

    spec->flags &= ~(unsigned)LIBC_FLAG_ZERO;
    libc_format_field(sink, spec, none, &piece, 1);
}

static void format_string(struct libc_sink *sink, struct libc_spec *spec,
                          const char *text)
{
    if (text == NULL) {
        text = "(null)";
    }
    size_t len = (spec->precision < 0) ? strlen(text)
                                       : strnlen(text, (size_t)spec->precision);
    format_text(sink, spec, text, len);
}

/* Returns false where the conversion is unknown. */
static bool convert(struct libc_sink *sink, struct libc_spec *spec,
                    struct arguments *args)
{
    switch (spec->type) {
    case 'd':
    case 'i': {
        intmax_t value = next_signed(spec, args);
        uintmax_t size = (value < 0) ? -(uintmax_t)value : (uintmax_t)value;

        format_integer(sink, spec, sign_prefix(spec, value < 0), size);
        return true;
    }
    case 'o':
    case 'u':
    case 'x':
        format_integer(sink, spec, (struct libc_piece){NULL, 0},
                       next_unsigned(spec, args));
        return true;
    case 'p': {
        const void *pointer = va_arg(args->list, void *);

        if (pointer == NULL) {
            format_text(sink, spec, "(nil)", 5);
        } else {
            format_integer(sink, spec, (struct libc_piece){NULL, 0},
                           (uintptr_t)pointer);
        }
        return true;
    }
    case 'c': {
        char c = (char)va_arg(args->list, int);

        format_text(sink, spec, &c, 1);
        return true;
    }
    case 's':
        format_string(sink, spec, va_arg(args->list, const char *));
        return true;
    case 'n':
        libc_store(spec->length, va_arg(args->list, void *), sink->written);
        return true;
    case '%':
        emit(sink, "%", 1);
        return true;
    case 'a':
    case 'e':
    case 'f':
    case 'g': {
        double value = (spec->length == 'L')
                           ? (double)va_arg(args->list, long double)
                           : va_arg(args->list, double);

        if (UC_CONFIG_LIBC_PRINTF_FLOAT) {
            libc_format_double(sink, spec, value);
        } else {
            format_text(sink, spec, "?", 1);
        }
        return true;
    }
    default:
        return false;
    }
}

int libc_format(struct libc_sink *sink, const char *fmt, va_list args)
{
    struct arguments copy;
    int result = -1;

    va_copy(copy.list, args);
    while (*fmt != '\0') {
        const char *percent = strchrnul(fmt, '%');

        emit(sink, fmt, (size_t)(percent - fmt));
        if (*percent == '\0') {
            break;
        }
        struct libc_spec spec;
        fmt = read_spec(percent + 1, &spec, &copy);
        if (spec.width == INT_MAX || spec.precision == INT_MAX) {
            errno = EOVERFLOW;
            goto out;
        }
        if (!convert(sink, &spec, &copy)) {
            errno = EINVAL;
            goto out;
        }
        if (sink->written > INT_MAX) {
            errno = EOVERFLOW;
            goto out;
        }
    }
    if (sink->written > INT_MAX) {
        errno = EOVERFLOW;
        goto out;
    }
    result = (int)sink->written;
out:
    va_end(copy.list);
    return result;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_FORMAT_H
#define LIBC_FORMAT_H

/* The printf family: format.c walks the format, a sink takes the text. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Embedded in the sink's own struct. */
struct libc_sink {
    void (*write)(struct libc_sink *sink, const char *text, size_t len);
    size_t written; /* also what did not fit */
};

/* Returns what printf returns: characters, or -1 with errno set. */
int libc_format(struct libc_sink *sink, const char *fmt, va_list args);

enum libc_format_flag {
    LIBC_FLAG_LEFT = 1 << 0,
    LIBC_FLAG_PLUS = 1 << 1,
    LIBC_FLAG_SPACE = 1 << 2,
    LIBC_FLAG_ALT = 1 << 3,
    LIBC_FLAG_ZERO = 1 << 4,
    LIBC_FLAG_UPPER = 1 << 5,
};

struct libc_spec {
    unsigned flags;
    int width;     /* 0: none */
    int precision; /* -1: none */
    char length;   /* 'H' for hh, 'h', 'l', 'q' for ll, 'j', 'z', 't', 'L' */
    char type;     /* lower case */
};

/* A piece of a converted number; (text) NULL stands for (len) zeros. */
struct libc_piece {
    const char *text;
    size_t len;
};

/*
 * Writes (prefix) (sign or 0x) and the pieces, as wide as (spec) asks; the
 * padding of flag 0 goes between the two.
 */
void libc_format_field(struct libc_sink *sink, const struct libc_spec *spec,
                       struct libc_piece prefix,
                       const struct libc_piece *pieces, unsigned count);

/* Conversions a, e, f and g. */
void libc_format_double(struct libc_sink *sink, const struct libc_spec *spec,
                        double value);

#endif /* LIBC_FORMAT_H */

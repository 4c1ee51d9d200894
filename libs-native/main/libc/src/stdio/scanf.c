/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "scan_number.h"
#include "store.h"

/* A struct, because a va_list may be an array that a call would decay. */
struct arguments {
    va_list list;
};

struct scan {
    FILE *file;
    size_t read; /* characters so far */
    bool ended;  /* the input did, before anything was converted */
};

struct conversion {
    bool suppressed; /* '*': nothing is stored */
    size_t width;
    char length; /* 'H' for hh, 'h', 'l', 'q' for ll, 'j', 'z', 't', 'L' */
    char type;
};

static int take(struct scan *s)
{
    int c = libc_file_getc(s->file);

    s->read += c != EOF;
    return c;
}

static void give_back(struct scan *s, int c)
{
    if (c != EOF) {
        ungetc(c, s->file);
        s->read--;
    }
}

static void skip_space(struct scan *s)
{
    int c;

    do {
        c = take(s);
    } while (isspace(c));
    give_back(s, c);
}

/*
 * Reads as long as the automaton takes what comes; returns whether it is a
 * number then. (text) has room for all that the automaton can take.
 */
static bool read_number(struct scan *s, const struct conversion *c,
                        enum scan_kind kind, char *text)
{
    struct libc_scan_number number;
    size_t n = 0;
    size_t width = (c->width == 0) ? SIZE_MAX : c->width;

    libc_scan_number_start(&number, kind);
    while (width > 0) {
        int ch = take(s);

        if (ch == EOF && n == 0) {
            s->ended = true;
        }
        if (ch == EOF || !libc_scan_number_takes(&number, (char)ch)) {
            give_back(s, ch);
            break;
        }
        /* Longer than any number that differs: the rest is skipped. */
        if (n < SCAN_NUMBER_MAX) {
            text[n++] = (char)ch;
        }
        width--;
    }
    text[n] = '\0';
    return libc_scan_number_is_whole(&number);
}

static bool convert_integer(struct scan *s, const struct conversion *c,
                            struct arguments *args)
{
    char text[SCAN_NUMBER_MAX + 1];
    enum scan_kind kind = SCAN_DECIMAL;
    int base = 10;

    switch (c->type) {
    case 'i':
        kind = SCAN_ANY_BASE;
        base = 0;
        break;
    case 'o':
        kind = SCAN_OCTAL;
        base = 8;
        break;
    case 'x':
    case 'X':
    case 'p':
        kind = SCAN_HEXADECIMAL;
        base = 16;
        break;
    default:
        break;
    }
    if (!read_number(s, c, kind, text)) {
        return false;
    }
    if (!c->suppressed) {
        struct conversion as = *c;
        uintmax_t value = (c->type == 'd' || c->type == 'i')
                              ? (uintmax_t)strtoimax(text, NULL, base)
                              : strtoumax(text, NULL, base);

        if (c->type == 'p') {
            as.length = 'z';
        }
        libc_store(as.length, va_arg(args->list, void *), value);
    }
    return true;
}

static bool convert_double(struct scan *s, const struct conversion *c,
                           struct arguments *args)
{
    char text[SCAN_NUMBER_MAX + 1];

    if (!read_number(s, c, SCAN_FLOAT, text)) {
        return false;
    }
    if (c->suppressed) {
        return true;
    }
    void *where = va_arg(args->list, void *);
    if (c->length == 'L') {
        *(long double *)where = strtold(text, NULL);
    } else if (c->length == 'l') {
        *(double *)where = strtod(text, NULL);
    } else {
        *(float *)where = strtof(text, NULL);
    }
    return true;
}

/* The characters of a "%[...]": a bit for each. */
struct class {
    uint32_t word[8];
};

static void class_add(struct class *set, unsigned char c)
{
    set->word[c / 32] |= UINT32_C(1) << (c % 32);
}

/* Reads the set behind '[' and returns what follows its ']'. */
static const char *read_class(const char *fmt, struct class *set)
{
    const bool inverted = *fmt == '^';

    memset(set, 0, sizeof(*set));
    fmt += inverted;
    for (bool first = true; *fmt != '\0' && (first || *fmt != ']');
         first = false) {
        if (fmt[1] == '-' && fmt[2] != ']' && fmt[2] != '\0') {
            for (int c = (unsigned char)fmt[0]; c <= (unsigned char)fmt[2];
                 c++) {
                class_add(set, (unsigned char)c);
            }
            fmt += 3;
        } else {
            class_add(set, (unsigned char)*fmt++);
        }
    }
    for (int i = 0; inverted && i < 8; i++) {
        set->word[i] = ~set->word[i];
    }
    return (*fmt == ']') ? fmt + 1 : fmt;
}

static bool in_class(const struct class *set, int c)
{
    return (set->word[c / 32] >> (c % 32) & 1) != 0;
}

/*
 * One to (width) characters: of any kind for %c, which is content with fewer at
 * the end of the input, as glibc is; of (set) for %s and %[.
 */
static bool convert_text(struct scan *s, const struct conversion *c,
                         struct arguments *args, const struct class *set)
{
    char *out = c->suppressed ? NULL : va_arg(args->list, char *);
    const bool exact = c->type == 'c';
    size_t width = c->width;
    size_t n = 0;

    if (width == 0) {
        width = exact ? 1 : SIZE_MAX;
    }
    while (n < width) {
        int ch = take(s);

        if (ch == EOF) {
            s->ended = s->ended || n == 0;
            break;
        }
        if (!exact && !in_class(set, ch)) {
            give_back(s, ch);
            break;
        }
        if (out != NULL) {
            out[n] = (char)ch;
        }
        n++;
    }
    if (out != NULL && !exact && n > 0) {
        out[n] = '\0';
    }
    return n > 0;
}

static const char *read_conversion(const char *fmt, struct conversion *c)
{
    *c = (struct conversion){0};
    if (*fmt == '*') {
        c->suppressed = true;
        fmt++;
    }
    for (; isdigit((unsigned char)*fmt); fmt++) {
        c->width = c->width * 10 + (size_t)(*fmt - '0');
    }
    if (*fmt != '\0' && strchr("hljztL", *fmt) != NULL) {
        c->length = *fmt++;
        if (*fmt == c->length && (*fmt == 'h' || *fmt == 'l')) {
            c->length = (*fmt == 'h') ? 'H' : 'q';
            fmt++;
        }
    }
    c->type = *fmt;
    return (*fmt == '\0') ? fmt : fmt + 1;
}

/* Carries one conversion out; (*fmt) goes on behind a "%[...]". */
static bool convert(struct scan *s, const struct conversion *c,
                    const char **fmt, struct arguments *args)
{
    struct class set;

    switch (c->type) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
    case 'p':
        skip_space(s);
        return convert_integer(s, c, args);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        skip_space(s);
        return convert_double(s, c, args);
    case 's':
        skip_space(s);
        read_class("^ \t\n\v\f\r]", &set);
        return convert_text(s, c, args, &set);
    case 'c':
        return convert_text(s, c, args, NULL);
    case '[':
        *fmt = read_class(*fmt, &set);
        return convert_text(s, c, args, &set);
    default:
        return false;
    }
}

/* Literal text of the format; false where the input differs. */
static bool match(struct scan *s, char wanted)
{
    int c = take(s);

    if (c == (unsigned char)wanted) {
        return true;
    }
    s->ended = c == EOF;
    give_back(s, c);
    return false;
}

int vfscanf(FILE *restrict f, const char *restrict format, va_list args)
{
    struct scan s = {.file = f};
    const char *fmt = format;
    struct arguments copy;
    int stored = 0;

    va_copy(copy.list, args);
    while (*fmt != '\0') {
        struct conversion c;

        if (isspace((unsigned char)*fmt)) {
            skip_space(&s);
            fmt++;
            continue;
        }
        if (*fmt != '%') {
            if (!match(&s, *fmt++)) {
                break;
            }
            continue;
        }
        fmt = read_conversion(fmt + 1, &c);
        if (c.type == '%') {
            skip_space(&s);
            if (!match(&s, '%')) {
                break;
            }
        } else if (c.type == 'n') {
            if (!c.suppressed) {
                libc_store(c.length, va_arg(copy.list, void *), s.read);
            }
        } else if (convert(&s, &c, &fmt, &copy)) {
            stored += !c.suppressed;
        } else {
            break;
        }
    }
    va_end(copy.list);
    return (stored == 0 && s.ended) ? EOF : stored;
}

int vscanf(const char *restrict fmt, va_list args)
{
    return vfscanf(stdin, fmt, args);
}

/* The end of the string is the end of the file. */
static ssize_t nothing(FILE *f, void *buf, size_t len)
{
    (void)f;
    (void)buf;
    (void)len;
    return 0;
}

int vsscanf(const char *restrict s, const char *restrict fmt, va_list args)
{
    static const struct libc_file_ops ops = {.read = nothing};
    const size_t len = strlen(s);
    FILE f = {
        .ops = &ops,
        .fd = -1,
        .buf = (unsigned char *)(uintptr_t)s, /* only read */
        .size = len,
        .end = len,
        .pushed = -1,
    };

    return vfscanf(&f, fmt, args);
}

int scanf(const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vfscanf(stdin, fmt, args);
    va_end(args);
    return result;
}

int fscanf(FILE *restrict f, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vfscanf(f, fmt, args);
    va_end(args);
    return result;
}

int sscanf(const char *restrict s, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vsscanf(s, fmt, args);
    va_end(args);
    return result;
}

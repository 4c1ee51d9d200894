/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

#include "strace.h"

/* As strace(1) without -s. */
#define STRING_MAX 32

/* Operations of futex(2) that take a timeout, without their flags. */
#define FUTEX_COMMAND     0x7f
#define FUTEX_WAIT        0
#define FUTEX_LOCK_PI     6
#define FUTEX_WAIT_BITSET 9

/* Room for what must not be cut: the result and the caller's address. */
#define TAIL_BYTES 80

static void put_char(struct strace_line *line, char c)
{
    if (line->bytes < sizeof line->text) {
        line->text[line->bytes++] = c;
    }
}

void strace_put(struct strace_line *line, const char *text)
{
    while (*text != '\0') {
        put_char(line, *text++);
    }
}

void strace_put_number(struct strace_line *line, unsigned long value,
                       unsigned base)
{
    char text[3 * sizeof value + 1];
    char *at = text + sizeof text - 1;

    *at = '\0';
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    strace_put(line, at);
}

void strace_put_long(struct strace_line *line, long value)
{
    if (value < 0) {
        put_char(line, '-');
    }
    strace_put_number(
        line, value < 0 ? 0UL - (unsigned long)value : (unsigned long)value,
        10);
}

static void put_escaped(struct strace_line *line, unsigned char c)
{
    static const char from[] = "\n\r\t\"\\";
    static const char to[] = "nrt\"\\";

    for (size_t i = 0; from[i] != '\0'; i++) {
        if ((unsigned char)from[i] == c) {
            put_char(line, '\\');
            put_char(line, to[i]);
            return;
        }
    }
    if (c >= 0x20 && c < 0x7f) {
        put_char(line, (char)c);
        return;
    }
    /* Three digits, so that a digit that follows is no part of it. */
    put_char(line, '\\');
    put_char(line, (char)('0' + (c >> 6)));
    put_char(line, (char)('0' + ((c >> 3) & 7)));
    put_char(line, (char)('0' + (c & 7)));
}

void strace_put_bytes(struct strace_line *line, const char *bytes, size_t n,
                      bool cut)
{
    size_t shown = n < STRING_MAX ? n : STRING_MAX;

    put_char(line, '"');
    for (size_t i = 0; i < shown; i++) {
        put_escaped(line, (unsigned char)bytes[i]);
    }
    strace_put(line, cut || shown < n ? "\"..." : "\"");
}

static void put_pointer(struct strace_line *line, long value)
{
    if (value == 0) {
        strace_put(line, "NULL");
        return;
    }
    strace_put(line, "0x");
    strace_put_number(line, (unsigned long)value, 16);
}

static void put_string(struct strace_line *line, const char *text)
{
    size_t n = 0;

    while (n < STRING_MAX && text[n] != '\0') {
        n++;
    }
    strace_put_bytes(line, text, n, text[n] != '\0');
}

static void put_timespec(struct strace_line *line, const int64_t *time)
{
    strace_put(line, "{tv_sec=");
    strace_put_long(line, (long)time[0]);
    strace_put(line, ", tv_nsec=");
    strace_put_long(line, (long)time[1]);
    strace_put(line, "}");
}

static void put_pointed(struct strace_line *line, char letter, const long *arg,
                        long result)
{
    bool filled = letter != 'B' || result >= 0;

    if (arg[0] == 0 || !filled || result == -UC_EFAULT) {
        put_pointer(line, arg[0]);
    } else if (letter == 's') {
        put_string(line, (const char *)arg[0]);
    } else if (letter == 'b') {
        strace_put_bytes(line, (const char *)arg[0], (size_t)arg[1], false);
    } else if (letter == 't') {
        put_timespec(line, (const int64_t *)arg[0]);
    } else {
        strace_put_bytes(line, (const char *)arg[0], (size_t)result, false);
    }
}

/* What stands two arguments behind the operation of a futex: a timeout, or a
 * number. */
static char futex_letter(long operation)
{
    switch (operation & FUTEX_COMMAND) {
    case FUTEX_WAIT:
    case FUTEX_LOCK_PI:
    case FUTEX_WAIT_BITSET:
        return 't';
    default:
        return 'u';
    }
}

/* (arg): this argument, between those before and behind it. */
static void put_argument(struct strace_line *line, char letter, const long *arg,
                         long result)
{
    if (letter == 'T') {
        letter = futex_letter(arg[-2]);
    }
    switch (letter) {
    case 'd':
        strace_put_long(line, (int)arg[0]);
        return;
    case 'l':
        strace_put_long(line, arg[0]);
        return;
    case 'u':
        strace_put_number(line, (unsigned long)arg[0], 10);
        return;
    case 'm':
        strace_put(line, "0");
        strace_put_number(line, (unsigned)arg[0], 8);
        return;
    case 's':
    case 'b':
    case 'B':
    case 't':
        put_pointed(line, letter, arg, result);
        return;
    default:
        if (!strace_put_names(line, letter, arg[0])) {
            put_pointer(line, arg[0]);
        }
    }
}

static void put_result(struct strace_line *line, long result)
{
    const char *name =
        result < 0 && result >= -4095 ? strace_errno((unsigned)-result) : NULL;

    strace_put(line, ") = ");
    if (name != NULL) {
        strace_put(line, "-1 ");
        strace_put(line, name);
    } else if (result > INT32_MAX) {
        put_pointer(line, result); /* of mmap; none counts so far */
    } else {
        strace_put_long(line, result);
    }
}

void uc_strace_format(struct strace_line *line, const struct strace_call *call,
                      long result)
{
    const char *signature = strace_signature(call->name);

    strace_put(line, call->name);
    strace_put(line, "(");
    if (signature == NULL) {
        strace_put(line, "...");
        signature = "";
    }
    for (size_t i = 0; i < STRACE_ARGS && signature[i] != '\0'; i++) {
        strace_put(line, i == 0 ? "" : ", ");
        put_argument(line, signature[i], call->args + i, result);
    }
    if (line->bytes > sizeof line->text - TAIL_BYTES) {
        line->bytes = sizeof line->text - TAIL_BYTES;
        strace_put(line, "...");
    }
    put_result(line, result);
}

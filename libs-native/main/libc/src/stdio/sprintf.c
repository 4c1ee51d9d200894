/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

struct text_sink {
    struct libc_sink sink;
    char *buf;
    size_t room; /* without the NUL */
};

static void text_sink_write(struct libc_sink *sink, const char *text,
                            size_t len)
{
    struct text_sink *out = (struct text_sink *)(void *)sink;
    size_t fits = (len < out->room) ? len : out->room;

    memcpy(out->buf, text, fits);
    out->buf += fits;
    out->room -= fits;
}

int vsnprintf(char *restrict buf, size_t size, const char *restrict fmt,
              va_list args)
{
    char nowhere[1];
    struct text_sink out = {
        .sink.write = text_sink_write,
        .buf = (size > 0) ? buf : nowhere,
        .room = (size > 0) ? size - 1 : 0,
    };
    int result = libc_format(&out.sink, fmt, args);

    *out.buf = '\0';
    return result;
}

int vsprintf(char *restrict buf, const char *restrict fmt, va_list args)
{
    /* As much room as there can be without wrapping round. */
    return vsnprintf(buf, (size_t)-1 - (uintptr_t)buf, fmt, args);
}

int vasprintf(char **out, const char *fmt, va_list args)
{
    va_list again;

    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    char *text = (len < 0) ? NULL : malloc((size_t)len + 1);
    if (text == NULL) {
        len = -1;
    } else {
        vsnprintf(text, (size_t)len + 1, fmt, again);
        *out = text;
    }
    va_end(again);
    return len;
}

int snprintf(char *restrict buf, size_t size, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vsnprintf(buf, size, fmt, args);
    va_end(args);
    return result;
}

int sprintf(char *restrict buf, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vsprintf(buf, fmt, args);
    va_end(args);
    return result;
}

int asprintf(char **out, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vasprintf(out, fmt, args);
    va_end(args);
    return result;
}

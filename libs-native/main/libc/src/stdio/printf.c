/* SPDX-License-Identifier: BSD-3-Clause */
#include "file.h"
#include "format.h"

struct file_sink {
    struct libc_sink sink;
    FILE *file;
    bool failed;
};

static void file_sink_write(struct libc_sink *sink, const char *text,
                            size_t len)
{
    struct file_sink *out = (struct file_sink *)(void *)sink;

    if (!out->failed && libc_file_write(out->file, text, len) != len) {
        out->failed = true;
    }
}

int vfprintf(FILE *restrict f, const char *restrict fmt, va_list args)
{
    struct file_sink out = {.sink.write = file_sink_write, .file = f};
    int result = libc_format(&out.sink, fmt, args);

    if ((f->flags & LIBC_FILE_UNBUFFERED) != 0 && libc_file_flush(f) == EOF) {
        out.failed = true;
    }
    return out.failed ? -1 : result;
}

int vprintf(const char *restrict fmt, va_list args)
{
    return vfprintf(stdout, fmt, args);
}

int fprintf(FILE *restrict f, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vfprintf(f, fmt, args);
    va_end(args);
    return result;
}

int printf(const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vfprintf(stdout, fmt, args);
    va_end(args);
    return result;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>

#include "file.h"

/* After a call that may have buffered: an unbuffered stream keeps nothing. */
static int settle(FILE *f)
{
    return ((f->flags & LIBC_FILE_UNBUFFERED) != 0) ? libc_file_flush(f) : 0;
}

size_t fwrite(const void *restrict buf, size_t size, size_t count,
              FILE *restrict f)
{
    size_t bytes;

    if (size == 0 || count == 0) {
        return 0;
    }
    if (__builtin_mul_overflow(size, count, &bytes)) {
        errno = EOVERFLOW;
        f->flags |= LIBC_FILE_ERROR;
        return 0;
    }
    size_t done = libc_file_write(f, buf, bytes);
    if (settle(f) == EOF) {
        return 0;
    }
    return done / size;
}

int fputs(const char *restrict s, FILE *restrict f)
{
    size_t len = strlen(s);

    if (libc_file_write(f, s, len) != len) {
        return EOF;
    }
    return settle(f);
}

int puts(const char *s)
{
    size_t len = strlen(s);

    if (libc_file_write(stdout, s, len) != len ||
        libc_file_write(stdout, "\n", 1) != 1) {
        return EOF;
    }
    return settle(stdout);
}

int fputc(int c, FILE *f)
{
    unsigned char byte = (unsigned char)c;

    if (libc_file_write(f, &byte, 1) != 1 || settle(f) == EOF) {
        return EOF;
    }
    return byte;
}

int putc(int c, FILE *f)
{
    return fputc(c, f);
}

int putchar(int c)
{
    return fputc(c, stdout);
}

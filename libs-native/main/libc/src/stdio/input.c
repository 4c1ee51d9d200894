/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

/* Reads ahead into the empty buffer; EOF at the end or on an error. */
static int fill(FILE *f)
{
    if (f->end == 0 && f->pos > 0 && libc_file_flush(f) == EOF) {
        return EOF;
    }
    /* Whoever asks a person something sees the question first. */
    if (f == stdin) {
        libc_file_flush(stdout);
    }
    f->pos = 0;
    f->end = 0;
    ssize_t n = -1;
    if (f->ops->read == NULL) {
        errno = EBADF;
    } else {
        n = f->ops->read(f, f->buf, f->size);
    }
    if (n <= 0) {
        f->flags |= (n == 0) ? LIBC_FILE_EOF : LIBC_FILE_ERROR;
        return EOF;
    }
    f->end = (size_t)n;
    return 0;
}

int libc_file_getc(FILE *f)
{
    if (f->pushed >= 0) {
        int c = f->pushed;

        f->pushed = -1;
        return c;
    }
    if (f->pos >= f->end && fill(f) == EOF) {
        return EOF;
    }
    return f->buf[f->pos++];
}

int fgetc(FILE *f)
{
    return libc_file_getc(f);
}

int getc(FILE *f)
{
    return libc_file_getc(f);
}

int getchar(void)
{
    return libc_file_getc(stdin);
}

int ungetc(int c, FILE *f)
{
    if (c == EOF) {
        return EOF;
    }
    /* The byte that was read last goes back where it came from. */
    if (f->pushed < 0 && f->pos > 0 && f->pos <= f->end &&
        f->buf[f->pos - 1] == (unsigned char)c) {
        f->pos--;
    } else if (f->pushed < 0) {
        f->pushed = (unsigned char)c;
    } else {
        return EOF;
    }
    f->flags &= ~(unsigned)LIBC_FILE_EOF;
    return (unsigned char)c;
}

size_t fread(void *restrict buf, size_t size, size_t count, FILE *restrict f)
{
    unsigned char *out = buf;
    size_t bytes;
    size_t done = 0;

    if (size == 0 || count == 0) {
        return 0;
    }
    if (__builtin_mul_overflow(size, count, &bytes)) {
        errno = EOVERFLOW;
        f->flags |= LIBC_FILE_ERROR;
        return 0;
    }
    while (done < bytes) {
        int c = libc_file_getc(f);

        if (c == EOF) {
            break;
        }
        out[done++] = (unsigned char)c;
        size_t ready = f->end - f->pos;
        if (f->pushed < 0 && ready > 0) {
            size_t n = (ready < bytes - done) ? ready : bytes - done;

            memcpy(out + done, f->buf + f->pos, n);
            f->pos += n;
            done += n;
        }
    }
    return done / size;
}

char *fgets(char *restrict buf, int size, FILE *restrict f)
{
    int n = 0;

    if (size <= 0) {
        return NULL;
    }
    while (n < size - 1) {
        int c = libc_file_getc(f);

        if (c == EOF) {
            if (n == 0 || (f->flags & LIBC_FILE_ERROR) != 0) {
                return NULL;
            }
            break;
        }
        buf[n++] = (char)c;
        if (c == '\n') {
            break;
        }
    }
    buf[n] = '\0';
    return buf;
}

ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter,
                 FILE *restrict f)
{
    size_t n = 0;
    int c;

    do {
        if (*line == NULL || n + 2 > *size) {
            size_t bigger = (*line == NULL || *size < 60) ? 120 : *size * 2;
            char *moved = realloc(*line, bigger);

            if (moved == NULL) {
                f->flags |= LIBC_FILE_ERROR;
                return -1;
            }
            *line = moved;
            *size = bigger;
        }
        c = libc_file_getc(f);
        if (c == EOF) {
            break;
        }
        (*line)[n++] = (char)c;
    } while (c != delimiter);
    (*line)[n] = '\0';
    return (n == 0) ? -1 : (ssize_t)n;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict f)
{
    return getdelim(line, size, '\n', f);
}

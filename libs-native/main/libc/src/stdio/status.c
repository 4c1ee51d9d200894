/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "file.h"

int feof(FILE *f)
{
    return (f->flags & LIBC_FILE_EOF) != 0;
}

int ferror(FILE *f)
{
    return (f->flags & LIBC_FILE_ERROR) != 0;
}

void clearerr(FILE *f)
{
    f->flags &= ~(unsigned)(LIBC_FILE_EOF | LIBC_FILE_ERROR);
}

int fileno(FILE *f)
{
    if (f->fd < 0) {
        errno = EBADF;
    }
    return f->fd;
}

int setvbuf(FILE *restrict f, char *restrict buf, int mode, size_t size)
{
    unsigned flags = 0;

    switch (mode) {
    case _IOFBF:
        break;
    case _IOLBF:
        flags = LIBC_FILE_LINE;
        break;
    case _IONBF:
        flags = LIBC_FILE_UNBUFFERED;
        break;
    default:
        return -1;
    }
    if (f->end == 0 && libc_file_flush(f) == EOF) {
        return -1;
    }
    f->flags &= ~(unsigned)(LIBC_FILE_LINE | LIBC_FILE_UNBUFFERED);
    f->flags |= flags;
    /* What is read ahead stays: then the buffer does, too. */
    if (buf != NULL && size > 0 && f->end == 0 &&
        (f->flags & LIBC_FILE_OWN_BUF) == 0) {
        f->buf = (unsigned char *)buf;
        f->size = size;
    }
    /* Its own flush at exit: only a buffered stderr needs one. */
    if (f == stderr && mode != _IONBF && f->next == NULL) {
        libc_file_add(f);
    }
    return 0;
}

void setbuf(FILE *restrict f, char *restrict buf)
{
    setvbuf(f, buf, (buf == NULL) ? _IONBF : _IOFBF, BUFSIZ);
}

void setlinebuf(FILE *f)
{
    setvbuf(f, NULL, _IOLBF, 0);
}

int fseeko(FILE *f, off_t offset, int whence)
{
    if (f->ops->seek == NULL) {
        errno = ESPIPE;
        return -1;
    }
    if (libc_file_flush(f) == EOF || libc_file_end_reading(f) == EOF ||
        f->ops->seek(f, offset, whence) < 0) {
        return -1;
    }
    f->flags &= ~(unsigned)LIBC_FILE_EOF;
    return 0;
}

off_t ftello(FILE *f)
{
    if (f->ops->seek == NULL) {
        errno = ESPIPE;
        return -1;
    }
    off_t at = f->ops->seek(f, 0, SEEK_CUR);
    if (at < 0) {
        return -1;
    }
    if (f->end == 0) {
        return at + (off_t)f->pos - (f->pushed >= 0);
    }
    return at - (off_t)(f->end - f->pos) - (f->pushed >= 0);
}

int fseek(FILE *f, long offset, int whence)
{
    return fseeko(f, offset, whence);
}

long ftell(FILE *f)
{
    off_t at = ftello(f);

    if (at > LONG_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return (long)at;
}

void rewind(FILE *f)
{
    fseeko(f, 0, SEEK_SET);
    clearerr(f);
}

int fgetpos(FILE *restrict f, fpos_t *restrict pos)
{
    off_t at = ftello(f);

    if (at < 0) {
        return -1;
    }
    *pos = at;
    return 0;
}

int fsetpos(FILE *f, const fpos_t *pos)
{
    return fseeko(f, *pos, SEEK_SET);
}

void perror(const char *s)
{
    const char *what = strerror(errno);

    if (s != NULL && *s != '\0') {
        fprintf(stderr, "%s: %s\n", s, what);
    } else {
        fprintf(stderr, "%s\n", what);
    }
}

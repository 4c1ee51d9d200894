/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

static FILE *open_files;

void libc_file_add(FILE *f)
{
    f->next = open_files;
    open_files = f;
}

void libc_file_remove(FILE *f)
{
    FILE **link = &open_files;

    while (*link != NULL && *link != f) {
        link = &(*link)->next;
    }
    if (*link == f) {
        *link = f->next;
    }
    if ((f->flags & LIBC_FILE_OWN_BUF) != 0) {
        free(f->buf);
    }
    free(f);
}

/* Writes all of (data), or as much as goes; returns how much went. */
static size_t write_through(FILE *f, const unsigned char *data, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = -1;

        if (f->ops->write != NULL) {
            n = f->ops->write(f, data + done, len - done);
        } else {
            errno = EBADF;
        }
        if (n <= 0) {
            f->flags |= LIBC_FILE_ERROR;
            break;
        }
        done += (size_t)n;
    }
    return done;
}

int libc_file_flush(FILE *f)
{
    if (f->end != 0 || f->pos == 0) {
        return 0;
    }
    size_t len = f->pos;
    f->pos = 0;
    return (write_through(f, f->buf, len) == len) ? 0 : EOF;
}

int libc_file_end_reading(FILE *f)
{
    off_t ahead = (off_t)(f->end - f->pos) + (f->pushed >= 0);

    if (f->end == 0 && f->pushed < 0) {
        return 0;
    }
    f->pos = 0;
    f->end = 0;
    f->pushed = -1;
    if (ahead == 0) {
        return 0;
    }
    if (f->ops->seek == NULL || f->ops->seek(f, -ahead, SEEK_CUR) < 0) {
        return EOF;
    }
    return 0;
}

size_t libc_file_write(FILE *f, const void *data, size_t len)
{
    const unsigned char *bytes = data;

    if (f->end != 0 || f->pushed >= 0) {
        libc_file_end_reading(f);
    }
    if (len > f->size - f->pos) {
        if (libc_file_flush(f) == EOF) {
            return 0;
        }
        if (len >= f->size) {
            return write_through(f, bytes, len);
        }
    }
    memcpy(f->buf + f->pos, bytes, len);
    f->pos += len;
    if ((f->flags & LIBC_FILE_LINE) != 0 && memchr(bytes, '\n', len) != NULL) {
        if (libc_file_flush(f) == EOF) {
            return 0;
        }
    }
    return len;
}

void libc_file_flush_all(void)
{
    libc_file_flush(stdout);
    for (FILE *f = open_files; f != NULL; f = f->next) {
        libc_file_flush(f);
    }
}

int fflush(FILE *f)
{
    if (f == NULL) {
        libc_file_flush_all();
        return 0;
    }
    if (f->end != 0 || f->pushed >= 0) {
        /* POSIX; a terminal cannot seek, and keeps what was typed. */
        return (f->ops->seek == NULL) ? 0 : libc_file_end_reading(f);
    }
    return libc_file_flush(f);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "open.h"

/* A stream over memory: of fixed size, or (out) not NULL: growing. */
struct memory {
    char *buf;
    size_t size; /* of buf */
    size_t used; /* what a reader sees */
    size_t pos;
    bool append;
    bool owned; /* buf is freed with the stream */
    char **out;
    size_t *out_size;
};

static ssize_t memory_read(FILE *f, void *buf, size_t len)
{
    struct memory *m = f->cookie;
    size_t left = (m->pos < m->used) ? m->used - m->pos : 0;
    size_t n = (len < left) ? len : left;

    memcpy(buf, m->buf + m->pos, n);
    m->pos += n;
    return (ssize_t)n;
}

/* Room for (bytes) and a NUL in a growing stream. */
static int reserve(struct memory *m, size_t bytes)
{
    if (bytes < m->size) {
        return 0;
    }
    size_t bigger = (bytes + 1 < m->size * 2) ? m->size * 2 : bytes + 1;
    char *moved = realloc(m->buf, bigger);
    if (moved == NULL) {
        return -1;
    }
    memset(moved + m->size, 0, bigger - m->size);
    m->buf = moved;
    m->size = bigger;
    return 0;
}

static ssize_t memory_write(FILE *f, const void *buf, size_t len)
{
    struct memory *m = f->cookie;

    if (m->append) {
        m->pos = m->used;
    }
    if (m->out != NULL && reserve(m, m->pos + len) < 0) {
        return -1;
    }
    size_t room = (m->pos < m->size) ? m->size - m->pos : 0;
    size_t n = (len < room) ? len : room;
    if (n == 0 && len > 0) {
        errno = ENOSPC;
        return -1;
    }
    memcpy(m->buf + m->pos, buf, n);
    m->pos += n;
    if (m->pos > m->used) {
        m->used = m->pos;
        if (m->used < m->size) {
            m->buf[m->used] = '\0';
        }
    }
    if (m->out != NULL) {
        *m->out = m->buf;
        *m->out_size = m->used;
    }
    return (ssize_t)n;
}

static off_t memory_seek(FILE *f, off_t offset, int whence)
{
    struct memory *m = f->cookie;
    const off_t from = (whence == SEEK_SET)   ? 0
                       : (whence == SEEK_CUR) ? (off_t)m->pos
                                              : (off_t)m->used;
    off_t to;

    if (__builtin_add_overflow(from, offset, &to) || to < 0 ||
        (m->out == NULL && to > (off_t)m->size)) {
        errno = EINVAL;
        return -1;
    }
    m->pos = (size_t)to;
    return to;
}

static int memory_close(FILE *f)
{
    struct memory *m = f->cookie;

    if (m->owned) {
        free(m->buf);
    }
    free(m);
    return 0;
}

static const struct libc_file_ops memory_ops = {
    .read = memory_read,
    .write = memory_write,
    .seek = memory_seek,
    .close = memory_close,
};
static const struct libc_file_ops read_only_ops = {
    .read = memory_read,
    .seek = memory_seek,
    .close = memory_close,
};

static FILE *open_memory(struct memory *m, const struct libc_file_ops *ops)
{
    FILE *f = libc_file_new(ops, m);

    if (f == NULL) {
        free(m);
    }
    return f;
}

FILE *fmemopen(void *restrict buf, size_t size, const char *restrict mode)
{
    const int flags = libc_open_mode(mode);

    if (flags < 0 || size == 0) {
        errno = EINVAL;
        return NULL;
    }
    struct memory *m = calloc(1, sizeof(*m));
    if (m == NULL) {
        return NULL;
    }
    m->owned = buf == NULL;
    m->buf = m->owned ? calloc(1, size) : buf;
    if (m->buf == NULL) {
        free(m);
        return NULL;
    }
    m->size = size;
    m->append = (flags & O_APPEND) != 0;
    if ((flags & O_TRUNC) != 0) {
        m->buf[0] = '\0';
    } else {
        m->used = m->append ? strnlen(m->buf, size) : size;
    }
    char *const owned = m->owned ? m->buf : NULL;
    FILE *f = open_memory(m, ((flags & O_ACCMODE) == O_RDONLY) ? &read_only_ops
                                                               : &memory_ops);
    if (f == NULL) {
        free(owned);
    }
    return f;
}

FILE *open_memstream(char **buf, size_t *size)
{
    struct memory *m = calloc(1, sizeof(*m));

    if (m == NULL) {
        return NULL;
    }
    m->out = buf;
    m->out_size = size;
    m->size = 64;
    m->buf = calloc(1, m->size);
    if (m->buf == NULL) {
        free(m);
        return NULL;
    }
    char *const text = m->buf;
    FILE *f = open_memory(m, &memory_ops);
    if (f == NULL) {
        free(text);
        return NULL;
    }
    *buf = text;
    *size = 0;
    return f;
}

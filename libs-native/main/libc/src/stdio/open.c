/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "open.h"

static ssize_t descriptor_read(FILE *f, void *buf, size_t len)
{
    return read(f->fd, buf, len);
}

static ssize_t descriptor_write(FILE *f, const void *buf, size_t len)
{
    return write(f->fd, buf, len);
}

static off_t descriptor_seek(FILE *f, off_t offset, int whence)
{
    return lseek(f->fd, offset, whence);
}

static int descriptor_close(FILE *f)
{
    return close(f->fd);
}

static const struct libc_file_ops descriptor_ops = {
    .read = descriptor_read,
    .write = descriptor_write,
    .seek = descriptor_seek,
    .close = descriptor_close,
};

int libc_open_mode(const char *mode)
{
    const bool plus = strchr(mode, '+') != NULL;
    int flags;

    switch (*mode) {
    case 'r':
        flags = plus ? O_RDWR : O_RDONLY;
        break;
    case 'w':
        flags = (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
        break;
    case 'a':
        flags = (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
        break;
    default:
        errno = EINVAL;
        return -1;
    }
    return (strchr(mode, 'x') != NULL) ? flags | O_EXCL : flags;
}

FILE *libc_file_new(const struct libc_file_ops *ops, void *cookie)
{
    FILE *f = calloc(1, sizeof(*f));
    unsigned char *buf = malloc(BUFSIZ);

    if (f == NULL || buf == NULL) {
        free(buf);
        free(f);
        return NULL;
    }
    f->ops = ops;
    f->fd = -1;
    f->flags = LIBC_FILE_OWN_BUF;
    f->buf = buf;
    f->size = BUFSIZ;
    f->pushed = -1;
    f->cookie = cookie;
    libc_file_add(f);
    return f;
}

FILE *fdopen(int fd, const char *mode)
{
    if (libc_open_mode(mode) < 0) {
        return NULL;
    }
    FILE *f = libc_file_new(&descriptor_ops, NULL);
    if (f != NULL) {
        f->fd = fd;
    }
    return f;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
    const int flags = libc_open_mode(mode);

    if (flags < 0) {
        return NULL;
    }
    int fd = open(path, flags, 0666);
    if (fd < 0) {
        return NULL;
    }
    FILE *f = fdopen(fd, mode);
    if (f == NULL) {
        close(fd);
    }
    return f;
}

int fclose(FILE *f)
{
    int result = libc_file_flush(f);

    if (f == stdin || f == stdout || f == stderr) {
        return result; /* the console stays */
    }
    if (f->ops->close != NULL && f->ops->close(f) < 0) {
        result = EOF;
    }
    libc_file_remove(f);
    return result;
}

int vdprintf(int fd, const char *restrict fmt, va_list args)
{
    char *text;
    int len = vasprintf(&text, fmt, args);

    if (len < 0) {
        return -1;
    }
    for (int done = 0; done < len;) {
        ssize_t n = write(fd, text + done, (size_t)(len - done));

        if (n <= 0) {
            len = -1;
            break;
        }
        done += (int)n;
    }
    const int err = errno;
    free(text);
    errno = err;
    return len;
}

int dprintf(int fd, const char *restrict fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int result = vdprintf(fd, fmt, args);
    va_end(args);
    return result;
}

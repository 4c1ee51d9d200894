/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uc/console.h>
#include <uc/errors.h>

#include "console.h"
#include "descriptor.h"

enum {
    FIRST_SIZE = 16,
    DESCRIPTORS_MAX = 65536,
};

static uc_ssize_t terminal_read(struct libc_open *o, void *buf, size_t len)
{
    if ((o->flags & O_NONBLOCK) == 0) {
        return libc_console_read(buf, len);
    }
    size_t n = uc_console_read(buf, len);
    if (n == UC_CONSOLE_END) {
        return 0;
    }
    return (n == 0 && len > 0) ? -UC_EAGAIN : (uc_ssize_t)n;
}

static uc_ssize_t terminal_write(struct libc_open *o, const void *buf,
                                 size_t len)
{
    (void)o;
    if (len > 0) {
        uc_console_write(buf, len);
    }
    return (uc_ssize_t)len;
}

static const struct libc_open_ops terminal_ops = {
    .read = terminal_read,
    .write = terminal_write,
};

/* Never closed: the table holds it once more than it seems. */
static struct libc_open terminal = {
    .ops = &terminal_ops,
    .holders = 4,
    .flags = O_RDWR,
};

/* The first three are the console; the rest is made at need. */
static struct libc_open *first_table[FIRST_SIZE] = {&terminal, &terminal,
                                                    &terminal};
static struct libc_open **table = first_table;
static unsigned table_size = FIRST_SIZE;
static unsigned lowest_free = 3; /* none below is free */

ssize_t libc_result(int64_t result)
{
    if (result < 0) {
        errno = (int)-result;
        return -1;
    }
    return (ssize_t)result;
}

static int grow(void)
{
    const unsigned size = 2 * table_size;

    if (size > DESCRIPTORS_MAX) {
        return -UC_EMFILE;
    }
    struct libc_open **bigger =
        realloc((table == first_table) ? NULL : table, size * sizeof(*table));
    if (bigger == NULL) {
        return -UC_ENOMEM;
    }
    if (table == first_table) {
        memcpy(bigger, first_table, sizeof(first_table));
    }
    memset(bigger + table_size, 0, (size - table_size) * sizeof(*table));
    table = bigger;
    table_size = size;
    return 0;
}

/* The lowest free number from (least) on. */
static int add_from(struct libc_open *o, unsigned least)
{
    unsigned fd = (least > lowest_free) ? least : lowest_free;

    if (least >= DESCRIPTORS_MAX) {
        return -UC_EINVAL;
    }
    while (fd < table_size && table[fd] != NULL) {
        fd++;
    }
    if (least <= lowest_free) {
        lowest_free = fd;
    }
    while (fd >= table_size) {
        int err = grow();
        if (err < 0) {
            return err;
        }
    }
    table[fd] = o;
    return (int)fd;
}

int libc_descriptor_add(struct libc_open *o)
{
    return add_from(o, 0);
}

static bool is_open(int fd)
{
    return (unsigned)fd < table_size && table[fd] != NULL;
}

struct libc_open *libc_descriptor_hold(int fd)
{
    if (!is_open(fd)) {
        errno = EBADF;
        return NULL;
    }
    table[fd]->holders++;
    return table[fd];
}

void libc_descriptor_release(struct libc_open *o)
{
    if (--o->holders == 0) {
        o->ops->close(o);
    }
}

int close(int fd)
{
    if (!is_open(fd)) {
        errno = EBADF;
        return -1;
    }
    struct libc_open *o = table[fd];
    table[fd] = NULL;
    if ((unsigned)fd < lowest_free) {
        lowest_free = (unsigned)fd;
    }
    libc_descriptor_release(o);
    return 0;
}

static int duplicate(int fd, unsigned least)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o == NULL) {
        return -1;
    }
    int copy = add_from(o, least);
    if (copy < 0) {
        libc_descriptor_release(o);
    }
    return (int)libc_result(copy);
}

int dup(int fd)
{
    return duplicate(fd, 0);
}

int dup2(int fd, int to)
{
    if (!is_open(fd) || to < 0 || to >= DESCRIPTORS_MAX) {
        errno = EBADF;
        return -1;
    }
    if (fd == to) {
        return to;
    }
    while ((unsigned)to >= table_size) {
        int err = grow();
        if (err < 0) {
            return (int)libc_result(err);
        }
    }
    struct libc_open *before = table[to];
    table[to] = table[fd];
    table[to]->holders++;
    if (before != NULL) {
        libc_descriptor_release(before);
    }
    return to;
}

ssize_t read(int fd, void *buf, size_t len)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o == NULL) {
        return -1;
    }
    uc_ssize_t n =
        (o->ops->read == NULL) ? -UC_EBADF : o->ops->read(o, buf, len);
    libc_descriptor_release(o);
    return libc_result(n);
}

ssize_t write(int fd, const void *buf, size_t len)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o == NULL) {
        return -1;
    }
    uc_ssize_t n =
        (o->ops->write == NULL) ? -UC_EBADF : o->ops->write(o, buf, len);
    libc_descriptor_release(o);
    return libc_result(n);
}

off_t lseek(int fd, off_t offset, int whence)
{
    struct libc_open *o = libc_descriptor_hold(fd);

    if (o == NULL) {
        return -1;
    }
    int64_t position =
        (o->ops->seek == NULL) ? -UC_ESPIPE : o->ops->seek(o, offset, whence);
    libc_descriptor_release(o);
    if (position < 0) {
        errno = (int)-position;
        return -1;
    }
    return position;
}

int isatty(int fd)
{
    if (!is_open(fd)) {
        errno = EBADF;
        return 0;
    }
    if (table[fd] != &terminal) {
        errno = ENOTTY;
        return 0;
    }
    return 1;
}

/* A lock is a process' own, and there is one process: it never conflicts. */
static int set_lock(const struct libc_open *o, int command, struct flock *lock)
{
    const unsigned mode = o->flags & O_ACCMODE;

    if (lock->l_type < F_RDLCK || lock->l_type > F_UNLCK) {
        return -UC_EINVAL;
    }
    if (command == F_GETLK) {
        lock->l_type = F_UNLCK;
        return 0;
    }
    return ((lock->l_type == F_RDLCK && mode == O_WRONLY) ||
            (lock->l_type == F_WRLCK && mode == O_RDONLY))
               ? -UC_EBADF
               : 0;
}

int fcntl(int fd, int command, ...)
{
    const bool locks =
        UC_CONFIG_LIBC_FILES && command >= F_GETLK && command <= F_SETLKW;
    struct flock *lock = NULL;
    va_list args;
    int argument = 0;

    va_start(args, command);
    if (locks) {
        lock = va_arg(args, struct flock *);
    } else if (command != F_GETFD && command != F_GETFL) {
        argument = va_arg(args, int);
    }
    va_end(args);
    struct libc_open *o = libc_descriptor_hold(fd);
    if (o == NULL) {
        return -1;
    }
    const unsigned changeable = O_NONBLOCK | O_APPEND;
    int64_t result = 0;
    switch (command) {
    case F_DUPFD:
        result = duplicate(fd, (unsigned)argument);
        break;
    case F_GETFL:
        result = (int)o->flags;
        break;
    case F_SETFL:
        o->flags = (o->flags & ~changeable) | ((unsigned)argument & changeable);
        break;
    case F_GETFD:
    case F_SETFD: /* nothing is ever executed: the flag means nothing */
        break;
    default:
        result = locks ? set_lock(o, command, lock) : -UC_EINVAL;
        break;
    }
    libc_descriptor_release(o);
    return (command == F_DUPFD) ? (int)result : (int)libc_result(result);
}

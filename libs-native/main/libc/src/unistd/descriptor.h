/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_DESCRIPTOR_H
#define LIBC_DESCRIPTOR_H

/*
 * File descriptors: numbers of open things, and what can be done with these.
 * An open thing lives as long as a number or a running call holds it.
 */
#include <sys/types.h>
#include <sys/uio.h>

#include <uc/types.h>

struct libc_open;

/* Results are 0 or more, or -UC_Exxx; NULL where it does not apply. */
struct libc_open_ops {
    uc_ssize_t (*read)(struct libc_open *o, void *buf, size_t len);
    uc_ssize_t (*write)(struct libc_open *o, const void *buf, size_t len);
    /* One message of several pieces; NULL where one after the other will do. */
    uc_ssize_t (*write_pieces)(struct libc_open *o, const struct iovec *pieces,
                               int count);
    uc_ssize_t (*read_pieces)(struct libc_open *o, const struct iovec *pieces,
                              int count);
    /* Returns the new position. */
    int64_t (*seek)(struct libc_open *o, int64_t offset, int whence);
    /* Events of <poll.h> that hold now; NULL: never makes a caller wait. */
    unsigned (*poll)(struct libc_open *o);
    void (*close)(struct libc_open *o);
};

/* Embedded in the thing's own struct. */
struct libc_open {
    const struct libc_open_ops *ops;
    unsigned holders;
    unsigned flags; /* O_ACCMODE, O_NONBLOCK, O_APPEND */
};

/* Gives (o), with one holder, the lowest free number; -UC_EMFILE, -UC_ENOMEM.
 */
int libc_descriptor_add(struct libc_open *o);

/* Holds what (fd) stands for; NULL, with errno EBADF, where it is nothing. */
struct libc_open *libc_descriptor_hold(int fd);

/* Lets go; the last one closes. */
void libc_descriptor_release(struct libc_open *o);

/* Returns (result), or sets errno and returns -1 where it is negative. */
ssize_t libc_result(int64_t result);

#endif /* LIBC_DESCRIPTOR_H */

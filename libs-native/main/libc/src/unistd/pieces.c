/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include <uc/errors.h>

#include "descriptor.h"

static bool is_sane(const struct iovec *pieces, int count)
{
    size_t sum = 0;

    if (count < 0 || count > IOV_MAX) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (__builtin_add_overflow(sum, pieces[i].iov_len, &sum) ||
            sum > SIZE_MAX / 2) {
            return false;
        }
    }
    return true;
}

static uc_ssize_t move_one(struct libc_open *o, const struct iovec *piece,
                           bool out)
{
    if (out) {
        return (o->ops->write == NULL)
                   ? -UC_EBADF
                   : o->ops->write(o, piece->iov_base, piece->iov_len);
    }
    return (o->ops->read == NULL)
               ? -UC_EBADF
               : o->ops->read(o, piece->iov_base, piece->iov_len);
}

/* Piece by piece; what was moved before an error counts. */
static uc_ssize_t move_each(struct libc_open *o, const struct iovec *pieces,
                            int count, bool out)
{
    uc_ssize_t done = 0;

    for (int i = 0; i < count; i++) {
        uc_ssize_t n = move_one(o, &pieces[i], out);

        if (n < 0) {
            return (done > 0) ? done : n;
        }
        done += n;
        if ((size_t)n < pieces[i].iov_len) {
            break; /* more would wait for what may not come */
        }
    }
    return done;
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
    struct libc_open *o = libc_descriptor_hold(fd);
    uc_ssize_t n = -UC_EINVAL;

    if (o == NULL) {
        return -1;
    }
    if (is_sane(pieces, count)) {
        n = (o->ops->read_pieces != NULL)
                ? o->ops->read_pieces(o, pieces, count)
                : move_each(o, pieces, count, false);
    }
    libc_descriptor_release(o);
    return libc_result(n);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    struct libc_open *o = libc_descriptor_hold(fd);
    uc_ssize_t n = -UC_EINVAL;

    if (o == NULL) {
        return -1;
    }
    if (is_sane(pieces, count)) {
        n = (o->ops->write_pieces != NULL)
                ? o->ops->write_pieces(o, pieces, count)
                : move_each(o, pieces, count, true);
    }
    libc_descriptor_release(o);
    return libc_result(n);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SYS_UIO_H
#define LIBC_SYS_UIO_H

#include <sys/types.h>

struct iovec {
    void *iov_base;
    size_t iov_len;
};

ssize_t readv(int fd, const struct iovec *pieces, int count);
ssize_t writev(int fd, const struct iovec *pieces, int count);

#endif /* LIBC_SYS_UIO_H */

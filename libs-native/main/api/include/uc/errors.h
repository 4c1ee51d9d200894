/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ERRORS_H
#define UC_ERRORS_H

/*
 * A function that can fail returns an int: 0 or more on success, -UC_Exxx on
 * failure; its out-parameters are then untouched.
 *
 * Numbers are those of Linux' generic table on every architecture.
 * Spec: Linux, include/uapi/asm-generic/errno-base.h and errno.h.
 */
enum uc_error {
    UC_EPERM = 1,
    UC_ENOENT = 2,
    UC_ESRCH = 3,
    UC_EINTR = 4,
    UC_EIO = 5,
    UC_ENXIO = 6,
    UC_E2BIG = 7,
    UC_EBADF = 9,
    UC_ECHILD = 10,
    UC_EAGAIN = 11,
    UC_ENOMEM = 12,
    UC_EACCES = 13,
    UC_EFAULT = 14,
    UC_EBUSY = 16,
    UC_EEXIST = 17,
    UC_EXDEV = 18,
    UC_ENODEV = 19,
    UC_ENOTDIR = 20,
    UC_EISDIR = 21,
    UC_EINVAL = 22,
    UC_ENFILE = 23,
    UC_EMFILE = 24,
    UC_ENOTTY = 25,
    UC_ETXTBSY = 26,
    UC_EFBIG = 27,
    UC_ENOSPC = 28,
    UC_ESPIPE = 29,
    UC_EROFS = 30,
    UC_EMLINK = 31,
    UC_EPIPE = 32,
    UC_EDOM = 33,
    UC_ERANGE = 34,
    UC_EDEADLK = 35,
    UC_ENAMETOOLONG = 36,
    UC_ENOLCK = 37,
    UC_ENOSYS = 38,
    UC_ENOTEMPTY = 39,
    UC_ELOOP = 40,
    UC_EPROTO = 71,
    UC_EOVERFLOW = 75,
    UC_EILSEQ = 84,
    UC_ENOTSOCK = 88,
    UC_EDESTADDRREQ = 89,
    UC_EMSGSIZE = 90,
    UC_EPROTOTYPE = 91,
    UC_ENOPROTOOPT = 92,
    UC_EPROTONOSUPPORT = 93,
    UC_EOPNOTSUPP = 95,
    UC_EAFNOSUPPORT = 97,
    UC_EADDRINUSE = 98,
    UC_EADDRNOTAVAIL = 99,
    UC_ENETDOWN = 100,
    UC_ENETUNREACH = 101,
    UC_ECONNABORTED = 103,
    UC_ECONNRESET = 104,
    UC_ENOBUFS = 105,
    UC_EISCONN = 106,
    UC_ENOTCONN = 107,
    UC_ETIMEDOUT = 110,
    UC_ECONNREFUSED = 111,
    UC_EHOSTUNREACH = 113,
    UC_EALREADY = 114,
    UC_EINPROGRESS = 115,
    UC_ECANCELED = 125,
};

#endif /* UC_ERRORS_H */

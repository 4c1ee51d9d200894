/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* One string with a NUL after each text: no pointers, so no relocations. */
struct message {
    uint8_t number;
    uint8_t bytes; /* with its NUL */
};

#define MESSAGES(X)                                                            \
    X(EPERM, "Operation not permitted")                                        \
    X(ENOENT, "No such file or directory")                                     \
    X(ESRCH, "No such process")                                                \
    X(EINTR, "Interrupted system call")                                        \
    X(EIO, "Input/output error")                                               \
    X(ENXIO, "No such device or address")                                      \
    X(E2BIG, "Argument list too long")                                         \
    X(ENOEXEC, "Exec format error")                                            \
    X(EBADF, "Bad file descriptor")                                            \
    X(ECHILD, "No child processes")                                            \
    X(EAGAIN, "Resource temporarily unavailable")                              \
    X(ENOMEM, "Cannot allocate memory")                                        \
    X(EACCES, "Permission denied")                                             \
    X(EFAULT, "Bad address")                                                   \
    X(ENOTBLK, "Block device required")                                        \
    X(EBUSY, "Device or resource busy")                                        \
    X(EEXIST, "File exists")                                                   \
    X(EXDEV, "Invalid cross-device link")                                      \
    X(ENODEV, "No such device")                                                \
    X(ENOTDIR, "Not a directory")                                              \
    X(EISDIR, "Is a directory")                                                \
    X(EINVAL, "Invalid argument")                                              \
    X(ENFILE, "Too many open files in system")                                 \
    X(EMFILE, "Too many open files")                                           \
    X(ENOTTY, "Inappropriate ioctl for device")                                \
    X(ETXTBSY, "Text file busy")                                               \
    X(EFBIG, "File too large")                                                 \
    X(ENOSPC, "No space left on device")                                       \
    X(ESPIPE, "Illegal seek")                                                  \
    X(EROFS, "Read-only file system")                                          \
    X(EMLINK, "Too many links")                                                \
    X(EPIPE, "Broken pipe")                                                    \
    X(EDOM, "Numerical argument out of domain")                                \
    X(ERANGE, "Numerical result out of range")                                 \
    X(EDEADLK, "Resource deadlock avoided")                                    \
    X(ENAMETOOLONG, "File name too long")                                      \
    X(ENOLCK, "No locks available")                                            \
    X(ENOSYS, "Function not implemented")                                      \
    X(ENOTEMPTY, "Directory not empty")                                        \
    X(ELOOP, "Too many levels of symbolic links")                              \
    X(EPROTO, "Protocol error")                                                \
    X(EBADMSG, "Bad message")                                                  \
    X(EOVERFLOW, "Value too large for defined data type")                      \
    X(EILSEQ, "Invalid or incomplete multibyte or wide character")             \
    X(ENOTSOCK, "Socket operation on non-socket")                              \
    X(EDESTADDRREQ, "Destination address required")                            \
    X(EMSGSIZE, "Message too long")                                            \
    X(EPROTOTYPE, "Protocol wrong type for socket")                            \
    X(ENOPROTOOPT, "Protocol not available")                                   \
    X(EPROTONOSUPPORT, "Protocol not supported")                               \
    X(ESOCKTNOSUPPORT, "Socket type not supported")                            \
    X(EOPNOTSUPP, "Operation not supported")                                   \
    X(EPFNOSUPPORT, "Protocol family not supported")                           \
    X(EAFNOSUPPORT, "Address family not supported by protocol")                \
    X(EADDRINUSE, "Address already in use")                                    \
    X(EADDRNOTAVAIL, "Cannot assign requested address")                        \
    X(ENETDOWN, "Network is down")                                             \
    X(ENETUNREACH, "Network is unreachable")                                   \
    X(ENETRESET, "Network dropped connection on reset")                        \
    X(ECONNABORTED, "Software caused connection abort")                        \
    X(ECONNRESET, "Connection reset by peer")                                  \
    X(ENOBUFS, "No buffer space available")                                    \
    X(EISCONN, "Transport endpoint is already connected")                      \
    X(ENOTCONN, "Transport endpoint is not connected")                         \
    X(ESHUTDOWN, "Cannot send after transport endpoint shutdown")              \
    X(ETIMEDOUT, "Connection timed out")                                       \
    X(ECONNREFUSED, "Connection refused")                                      \
    X(EHOSTDOWN, "Host is down")                                               \
    X(EHOSTUNREACH, "No route to host")                                        \
    X(EALREADY, "Operation already in progress")                               \
    X(EINPROGRESS, "Operation now in progress")                                \
    X(ESTALE, "Stale file handle")                                             \
    X(EDQUOT, "Disk quota exceeded")                                           \
    X(ECANCELED, "Operation canceled")                                         \
    X(EOWNERDEAD, "Owner died")                                                \
    X(ENOTRECOVERABLE, "State not recoverable")

#define MESSAGE_ROW(number, text)  {number, sizeof(text)},
#define MESSAGE_TEXT(number, text) text "\0"

static const struct message messages[] = {MESSAGES(MESSAGE_ROW)};
static const char texts[] = MESSAGES(MESSAGE_TEXT);

static const char *message_of(int number)
{
    const char *text = texts;

    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        if (messages[i].number == number) {
            return text;
        }
        text += messages[i].bytes;
    }
    return NULL;
}

char *strerror(int number)
{
    static char unknown[32];
    const char *text = (number == 0) ? "Success" : message_of(number);

    if (text != NULL) {
        /* The standard's type; callers must not write to it. */
        return (char *)(uintptr_t)text;
    }
    snprintf(unknown, sizeof(unknown), "Unknown error %d", number);
    return unknown;
}

/* The POSIX variant: 0, or an error number. */
int strerror_r(int number, char *buf, size_t size)
{
    const char *text = strerror(number);

    if (strlcpy(buf, text, size) >= size) {
        return ERANGE;
    }
    return (number != 0 && message_of(number) == NULL) ? EINVAL : 0;
}

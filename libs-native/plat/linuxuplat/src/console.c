/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    STDIN = 0,
    STDOUT = 1,
    POLLIN = 1,
    POLLOUT = 4,
};

struct poll_entry {
    int fd;
    int16_t events;
    int16_t revents;
};

/* (span) NULL is for ever. Returns whether (fd) is ready, hung up or in error.
 */
static bool wait(int fd, int16_t events, const struct linuxuplat_timespec *span)
{
    struct poll_entry entry = {fd, events, 0};
    struct linuxuplat_timespec left = {0, 0};

    if (span != NULL) {
        left = *span; /* the kernel writes it */
    }
    const long args[6] = {(long)&entry, 1, span == NULL ? 0 : (long)&left, 0,
                          0};
    return uc_linux_call(UC_LINUX_PPOLL, args) > 0;
}

/* A reader that went away loses the text; that must not stop the image. */
static void stdout_write(const char *buf, size_t len)
{
    while (len > 0) {
        uc_ssize_t n = uc_linux_write(STDOUT, buf, len);
        if (n > 0) {
            buf += n;
            len -= (size_t)n;
        } else if (n == -UC_EAGAIN) {
            (void)wait(STDOUT, POLLOUT, NULL);
        } else if (n != -UC_EINTR) {
            return;
        }
    }
}

/*
 * Looks first instead of making the file non-blocking: it belongs to whoever
 * started the image as well. A terminal tells its end once for each Ctrl-D and
 * a closed descriptor is an end as well.
 */
static size_t stdin_read(char *buf, size_t len)
{
    static const struct linuxuplat_timespec none;

    if (len == 0 || !wait(STDIN, POLLIN, &none)) {
        return 0;
    }
    uc_ssize_t n = uc_linux_read(STDIN, buf, len);
    if (n == -UC_EAGAIN || n == -UC_EINTR) {
        return 0;
    }
    return n > 0 ? (size_t)n : UC_CONSOLE_END;
}

UC_CONSOLE(linuxu, .write = stdout_write, .read = stdin_read);

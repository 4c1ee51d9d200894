/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/plat/clock.h>
#include <uc/posix_time.h>

#include "internal.h"

enum {
    /*
     * Consoles tell nobody that a key was pressed, so this looks 100 times a
     * second: prompt for a person, and 10 ms of sleep in between.
     */
    LOOK_AGAIN_NS = 10000000,
    /* Spec: Linux, include/uapi/asm-generic/ioctls.h. */
    TIOCGWINSZ = 0x5413,
};

/* struct winsize of the kernel. */
struct window {
    uint16_t rows;
    uint16_t columns;
    uint16_t x_pixels;
    uint16_t y_pixels;
};

static uc_ssize_t console_readv(struct uc_fd *fd,
                                const struct uc_fs_piece *pieces, unsigned n)
{
    size_t got;

    while (n > 0 && pieces->bytes == 0) {
        pieces++;
        n--;
    }
    if (n == 0) {
        return 0;
    }
    while ((got = uc_console_read(pieces->data, pieces->bytes)) == 0) {
        if (fd->flags & UC_FD_NONBLOCK) {
            return -UC_EAGAIN;
        }
        int err =
            uc_posix_sleep_until(uc_plat_clock_monotonic() + LOOK_AGAIN_NS);
        if (err < 0) {
            return err;
        }
    }
    return got == UC_CONSOLE_END ? 0 : (uc_ssize_t)got;
}

static uc_ssize_t console_writev(struct uc_fd *fd,
                                 const struct uc_fs_piece *pieces, unsigned n)
{
    size_t bytes = 0;

    (void)fd;
    for (unsigned i = 0; i < n; i++) {
        uc_console_write(pieces[i].data, pieces[i].bytes);
        bytes += pieces[i].bytes;
    }
    return (uc_ssize_t)bytes;
}

/* A terminal, since a person may look at it; its size nobody knows. */
static int console_ioctl(struct uc_fd *fd, unsigned long request, void *arg)
{
    (void)fd;
    if (request != TIOCGWINSZ) {
        return -UC_ENOTTY;
    }
    *(struct window *)arg = (struct window){0, 0, 0, 0};
    return 0;
}

static unsigned console_events(struct uc_fd *fd)
{
    (void)fd;
    return UC_FD_IN | UC_FD_OUT;
}

static const struct uc_fd_ops ops = {
    .readv = console_readv,
    .writev = console_writev,
    .ioctl = console_ioctl,
    .events = console_events,
};

struct uc_fd posix_fd_console = {
    .ops = &ops,
    .flags = UC_FD_RDWR,
    .holders = 3,
};

struct uc_fd *uc_fd_console(void)
{
    uc_fd_hold(&posix_fd_console);
    return &posix_fd_console;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <unistd.h>

#include <uc/console.h>

#include "console.h"

/*
 * Consoles tell nobody that a key was pressed, so this looks 100 times a
 * second: prompt for a person, and 10 ms of sleep in between.
 */
enum {
    LOOK_AGAIN_US = 10000,
};

ssize_t libc_console_read(void *buf, size_t len)
{
    size_t n;

    if (len == 0) {
        return 0;
    }
    while ((n = uc_console_read(buf, len)) == 0) {
        usleep(LOOK_AGAIN_US);
    }
    return n == UC_CONSOLE_END ? 0 : (ssize_t)n;
}

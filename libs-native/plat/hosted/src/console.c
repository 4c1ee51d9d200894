/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <uc/console.h>

static void stdout_write(const char *buf, size_t len)
{
    (void)fwrite(buf, 1, len, stdout);
    /* A crash must not swallow what came before it. */
    (void)fflush(stdout);
}

UC_CONSOLE(hosted, .write = stdout_write);

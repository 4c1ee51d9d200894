/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>

#include "../unistd/console.h"
#include "file.h"

static ssize_t standard_read(FILE *f, void *buf, size_t len)
{
    (void)f;
    return libc_console_read(buf, len);
}

static ssize_t standard_write(FILE *f, const void *buf, size_t len)
{
    (void)f;
    uc_console_write(buf, len);
    return (ssize_t)len;
}

static const struct libc_file_ops output_ops = {.write = standard_write};
static const struct libc_file_ops input_ops = {.read = standard_read};

static unsigned char stdin_buf[128];
static unsigned char stdout_buf[BUFSIZ];
static unsigned char stderr_buf[128];

static struct libc_file stdin_file = {
    .ops = &input_ops,
    .fd = 0,
    .buf = stdin_buf,
    .size = sizeof(stdin_buf),
    .pushed = -1,
};
static struct libc_file stdout_file = {
    .ops = &output_ops,
    .fd = 1,
    .flags = LIBC_FILE_LINE,
    .buf = stdout_buf,
    .size = sizeof(stdout_buf),
    .pushed = -1,
};
/* Its buffer joins the pieces of one printf: one write to the console each. */
static struct libc_file stderr_file = {
    .ops = &output_ops,
    .fd = 2,
    .flags = LIBC_FILE_UNBUFFERED,
    .buf = stderr_buf,
    .size = sizeof(stderr_buf),
    .pushed = -1,
};

#undef stdin
#undef stdout
#undef stderr
FILE *const stdin = &stdin_file;
FILE *const stdout = &stdout_file;
FILE *const stderr = &stderr_file;

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_STDIO_OPEN_H
#define LIBC_STDIO_OPEN_H

#include "file.h"

/* Flags of open for a mode of fopen; -1 with errno EINVAL. */
int libc_open_mode(const char *mode);

/* A stream with a buffer of its own, known to fflush(NULL); NULL: ENOMEM. */
FILE *libc_file_new(const struct libc_file_ops *ops, void *cookie);

#endif /* LIBC_STDIO_OPEN_H */

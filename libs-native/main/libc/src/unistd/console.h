/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_CONSOLE_H
#define LIBC_CONSOLE_H

#include <sys/types.h>

/* Waits for at least one byte from the console; what read(0, ...) does. */
ssize_t libc_console_read(void *buf, size_t len);

#endif /* LIBC_CONSOLE_H */

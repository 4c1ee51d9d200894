/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_LIBC_H
#define EXT4_TESTS_LIBC_H

/*
 * What tests use of the libc of this machine: the port's headers, which
 * libext2fs is compiled with, stand before its own. Spec: POSIX.1-2017.
 */
#include <string.h>

#include <stdint.h>

#undef strlen
#undef strchr
#define strlen(s)    __builtin_strlen(s)
#define strchr(s, c) __builtin_strchr(s, c)

void abort(void);
int atexit(void (*function)(void));
int mkstemp(char *name);
int system(const char *command);
int open(const char *path, int flags, ...);
int close(int fd);
intptr_t read(int fd, void *data, size_t bytes);
intptr_t write(int fd, const void *data, size_t bytes);
int unlink(const char *path);

#endif /* EXT4_TESTS_LIBC_H */

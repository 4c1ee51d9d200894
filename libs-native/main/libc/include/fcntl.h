/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_FCNTL_H
#define LIBC_FCNTL_H

#include <sys/types.h>

/* Spec: Linux, include/uapi/asm-generic/fcntl.h. */
#define O_ACCMODE  00000003
#define O_RDONLY   00000000
#define O_WRONLY   00000001
#define O_RDWR     00000002
#define O_CREAT    00000100
#define O_EXCL     00000200
#define O_TRUNC    00001000
#define O_APPEND   00002000
#define O_NONBLOCK 00004000
#define O_CLOEXEC  02000000

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4

#define FD_CLOEXEC 1

int open(const char *path, int flags, ...);
int fcntl(int fd, int command, ...);

#endif /* LIBC_FCNTL_H */

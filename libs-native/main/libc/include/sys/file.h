/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SYS_FILE_H
#define LIBC_SYS_FILE_H

/* With a provider of contract "vfs" in the image. */
#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

int flock(int fd, int operation);

#endif /* LIBC_SYS_FILE_H */

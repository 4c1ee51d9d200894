/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SYS_TYPES_H
#define LIBC_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef __INTPTR_TYPE__ ssize_t;
/* 64 bits on every architecture: files above 2 GiB, and times after 2038. */
typedef __INT64_TYPE__ off_t;
typedef __INT64_TYPE__ time_t;
typedef __INT64_TYPE__ blkcnt_t;
typedef __UINT64_TYPE__ dev_t;
typedef __UINT64_TYPE__ ino_t;
typedef __UINT64_TYPE__ fsblkcnt_t;
typedef __UINT64_TYPE__ fsfilcnt_t;
typedef long blksize_t;
typedef long clock_t;
typedef long suseconds_t;
typedef unsigned int useconds_t;
typedef int clockid_t;
typedef int pid_t;
typedef unsigned int id_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int mode_t;
#if __SIZEOF_POINTER__ == 8
typedef unsigned long nlink_t;
#else
typedef unsigned int nlink_t;
#endif
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;

#endif /* LIBC_SYS_TYPES_H */

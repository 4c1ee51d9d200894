/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_PORT_SYS_STAT_H
#define EXT4_PORT_SYS_STAT_H

#include <sys/types.h>

/* Named by prototypes and one inline function of libext2fs. */
struct stat;

#define S_ISBLK(mode) (((mode) & 0170000) == 0060000)
#define S_ISCHR(mode) (((mode) & 0170000) == 0020000)

#endif /* EXT4_PORT_SYS_STAT_H */

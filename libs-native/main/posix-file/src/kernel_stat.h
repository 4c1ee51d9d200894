/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FILE_KERNEL_STAT_H
#define POSIX_FILE_KERNEL_STAT_H

#include <uc/types.h>

/* struct stat of the kernel. Spec: Linux, include/uapi/asm-generic/stat.h. */
struct kernel_stat {
    unsigned long fs;
    unsigned long inode;
    unsigned mode;
    unsigned links;
    unsigned uid;
    unsigned gid;
    unsigned long device;
    unsigned long pad1;
    long bytes;
    int block_bytes;
    int pad2;
    long blocks;
    long accessed[2]; /* seconds, nanoseconds */
    long modified[2];
    long changed[2];
    unsigned unused[2];
};

_Static_assert(sizeof(long) < 8 || sizeof(struct kernel_stat) == 128,
               "Linux' layout");

#endif /* POSIX_FILE_KERNEL_STAT_H */

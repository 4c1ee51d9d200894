/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_FILE_KERNEL_STAT_H
#define POSIX_FILE_KERNEL_STAT_H

#include <uc/types.h>

/* struct stat of the kernel. Spec: Linux, arch/x86/include/uapi/asm/stat.h. */
struct kernel_stat {
    unsigned long fs;
    unsigned long inode;
    unsigned long links;
    unsigned mode;
    unsigned uid;
    unsigned gid;
    unsigned pad;
    unsigned long device;
    long bytes;
    long block_bytes;
    long blocks;
    long accessed[2]; /* seconds, nanoseconds */
    long modified[2];
    long changed[2];
    long unused[3];
};

_Static_assert(sizeof(struct kernel_stat) == 144, "Linux' layout");

#endif /* POSIX_FILE_KERNEL_STAT_H */

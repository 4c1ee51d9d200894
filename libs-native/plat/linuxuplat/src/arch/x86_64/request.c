/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/linux/syscall.h>

/* The generic encoding: x86, Arm, RISC-V. Not that of MIPS and PowerPC. */
enum {
    TYPE_SHIFT = 8,
    BYTES_SHIFT = 16,
    BYTES_MASK = 0x3fff,
    DIRECTION_SHIFT = 30,
};

unsigned long uc_linux_request(enum uc_linux_direction direction,
                               unsigned char type, unsigned char number,
                               unsigned bytes)
{
    static const unsigned char directions[] = {
        [UC_LINUX_NO_DATA] = 0,
        [UC_LINUX_TO_KERNEL] = 1,
        [UC_LINUX_FROM_KERNEL] = 2,
        [UC_LINUX_BOTH_WAYS] = 3,
    };

    return (unsigned long)directions[direction] << DIRECTION_SHIFT |
           (unsigned long)(bytes & BYTES_MASK) << BYTES_SHIFT |
           (unsigned long)type << TYPE_SHIFT | number;
}

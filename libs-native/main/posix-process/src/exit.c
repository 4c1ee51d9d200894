/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>

enum {
    STATUS_MASK = 0xff, /* what a parent would see of it */
};

UC_NORETURN long uc_sys_exit_group(int status);

long uc_sys_exit_group(int status)
{
    uc_exit(status & STATUS_MASK);
}

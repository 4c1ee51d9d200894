/* SPDX-License-Identifier: BSD-3-Clause */
/* In images without threads, the process is its only one. */
#include <uc/boot.h>

long uc_sys_gettid(void);
long uc_sys_set_tid_address(int *tid);
UC_NORETURN long uc_sys_exit(int status);

long uc_sys_gettid(void)
{
    return 1;
}

long uc_sys_set_tid_address(int *tid)
{
    (void)tid; /* cleared for those who stay when a thread has ended */
    return 1;
}

long uc_sys_exit(int status)
{
    uc_exit(status & 0xff);
}

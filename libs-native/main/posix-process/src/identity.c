/* SPDX-License-Identifier: BSD-3-Clause */
/* Process 1 of a system that has no other, its own session and group. */
#include <uc/errors.h>
#include <uc/types.h>

enum {
    PID = 1,
};

long uc_sys_getpid(void);
long uc_sys_getppid(void);
long uc_sys_getpgid(int pid);
long uc_sys_getpgrp(void);
long uc_sys_getsid(int pid);
long uc_sys_setpgid(int pid, int group);
long uc_sys_setsid(void);

long uc_sys_getpid(void)
{
    return PID;
}

long uc_sys_getppid(void)
{
    return 0;
}

static long own(int pid)
{
    return pid == 0 || pid == PID ? PID : -UC_ESRCH;
}

long uc_sys_getpgid(int pid)
{
    return own(pid);
}

long uc_sys_getpgrp(void)
{
    return PID;
}

long uc_sys_getsid(int pid)
{
    return own(pid);
}

long uc_sys_setpgid(int pid, int group)
{
    return own(pid) == PID && own(group) == PID ? 0 : -UC_EPERM;
}

/* It leads a group already. */
long uc_sys_setsid(void)
{
    return -UC_EPERM;
}

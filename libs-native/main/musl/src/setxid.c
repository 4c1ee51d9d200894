/* SPDX-License-Identifier: BSD-3-Clause */
/* All threads share the identity of the image: no need to tell each. */
#include <unistd.h>

#include "libc.h"
#include "syscall.h"

static long set(int number, int id, int effective, int saved)
{
    switch (number) {
    case SYS_setuid:
        return __syscall(SYS_setuid, id);
    case SYS_setgid:
        return __syscall(SYS_setgid, id);
    case SYS_setreuid:
        return __syscall(SYS_setreuid, id, effective);
    case SYS_setregid:
        return __syscall(SYS_setregid, id, effective);
    case SYS_setresuid:
        return __syscall(SYS_setresuid, id, effective, saved);
    default:
        return __syscall(SYS_setresgid, id, effective, saved);
    }
}

int __setxid(int number, int id, int effective, int saved)
{
    return (int)__syscall_ret((unsigned long)set(number, id, effective, saved));
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* All threads share the identity of the image: no need to tell each. */
#include <unistd.h>

#include "libc.h"
#include "syscall.h"

int __setxid(int number, int id, int effective, int saved)
{
    switch (number) {
    case SYS_setuid:
        return (int)syscall(SYS_setuid, id);
    case SYS_setgid:
        return (int)syscall(SYS_setgid, id);
    case SYS_setreuid:
        return (int)syscall(SYS_setreuid, id, effective);
    case SYS_setregid:
        return (int)syscall(SYS_setregid, id, effective);
    case SYS_setresuid:
        return (int)syscall(SYS_setresuid, id, effective, saved);
    default:
        return (int)syscall(SYS_setresgid, id, effective, saved);
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include "syscall.h"

#include "exit.h"

_Noreturn void _Exit(int status)
{
    musl_exits = true;
    for (;;) {
        __syscall(SYS_exit_group, status);
    }
}

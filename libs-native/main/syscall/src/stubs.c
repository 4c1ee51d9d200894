/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compiled by the build, once for all system calls that an image refers to and
 * nobody in it provides: UC_STUBS(STUB) is STUB(name) for each.
 */
#include <uc/syscall.h>

#define STUB(call)                                                             \
    long uc_sys_##call(void);                                                  \
    long uc_sys_##call(void)                                                   \
    {                                                                          \
        static struct uc_syscall_stub stub = {.name = #call};                  \
                                                                               \
        return uc_syscall_missing(&stub, __builtin_return_address(0));         \
    }

UC_STUBS(STUB)

/* Here, so that an image that lacks nothing has no list either. */
void uc_hook_syscall_report(void)
{
    uc_syscall_report();
}
